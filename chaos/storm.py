"""A rebalance storm: workers join and leave, and each time Kafka shares the partitions out anew."""

import asyncio
import subprocess

from stack.services import services
from stack.settings import SCALE
from stack.spec import GRACE_SECONDS, Spec

from chaos.scene import Scene

SECONDS = 60.0
EVERY_SECONDS = 3.0
STAY_SECONDS = 6.0
JOINING_SECONDS = 90.0
AT_ONCE = 4  # lest a slow machine does nothing else but start them


async def storm(scene: Scene) -> None:
    """For a minute an order or a payment worker joins every 3 s, and leaves 6 s after it was ready.

    A slow machine has fewer of them. Raises `RuntimeError` when one ends by itself.
    """
    visits: list[asyncio.Task[None]] = []
    places = asyncio.Semaphore(AT_ONCE)
    time = asyncio.get_running_loop().time
    end = time() + SECONDS
    for worker in _workers(scene):
        if time() > end:
            break
        await places.acquire()
        visits.append(asyncio.create_task(_visit(scene, worker)))
        visits[-1].add_done_callback(lambda _: places.release())
        await asyncio.sleep(EVERY_SECONDS)
    await asyncio.gather(*visits)


def _workers(scene: Scene) -> list[Spec]:
    """As many as there is time for, order and payment in turn, under names that the stack does not use."""
    each = int(SECONDS / EVERY_SECONDS / 2)
    specs = services(scene.settings, {kind: count + each for kind, count in SCALE.items()})
    by_kind = [[spec for spec in specs if spec.name.startswith(f"{kind}-")][-each:] for kind in ("order", "payment")]
    return [spec for pair in zip(*by_kind, strict=True) for spec in pair]


def _start(scene: Scene, worker: Spec) -> "subprocess.Popen[bytes]":
    worker.cwd.mkdir(parents=True, exist_ok=True)
    with (scene.settings.logs / f"{worker.name}.log").open("ab") as log:
        return subprocess.Popen(worker.argv, env=dict(worker.env), cwd=worker.cwd, stdout=log, stderr=log)


async def _visit(scene: Scene, worker: Spec) -> None:
    process = _start(scene, worker)
    try:
        async with asyncio.timeout(JOINING_SECONDS):
            while process.poll() is None and not await worker.ready():
                await asyncio.sleep(0.1)
        await asyncio.sleep(STAY_SECONDS)
        process.terminate()
        code = await asyncio.to_thread(process.wait, GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        code = 0  # on a busy machine: killed, as the supervisor would
    finally:
        process.kill()
    if code:
        raise RuntimeError(f"{worker.name} ended with {code}")
