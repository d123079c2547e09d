"""However a consuming process ends, every event has its effects once."""

import asyncio
import signal
from pathlib import Path

from common.testing.workers import Workers

COUNT = 200
ALL = list(range(1, COUNT + 1))
STOP_SECONDS = 10


async def test_a_defect_ends_the_process_and_the_next_one_finishes(workers: Workers, tmp_path: Path) -> None:
    await workers.say(COUNT)
    broken = tmp_path / "broken"
    first, _ = await workers.start("worker-1", wait=False, worker_breaks_at=7, worker_breaks_once=broken)
    assert await first.wait() == 70
    assert 7 not in await workers.handled()
    await workers.start("worker-2", worker_breaks_at=7, worker_breaks_once=broken)
    await workers.until_handled(COUNT)
    assert await workers.handled() == ALL


async def test_a_worker_told_to_stop_in_the_middle_of_a_batch_leaves_it_to_the_next(workers: Workers) -> None:
    await workers.say(COUNT)
    first, _ = await workers.start("worker-1", worker_seconds=0.02)
    await workers.until_handled(1)
    first.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(first.wait(), STOP_SECONDS) == 0
    assert len(await workers.handled()) < COUNT
    await workers.start("worker-2")
    await workers.until_handled(COUNT)
    assert await workers.handled() == ALL


async def test_a_worker_killed_in_the_middle_of_a_batch_leaves_it_to_the_next(workers: Workers) -> None:
    await workers.say(COUNT)
    first, _ = await workers.start("worker-1", worker_seconds=0.02)
    await workers.until_handled(1)
    first.kill()
    await first.wait()
    assert len(await workers.handled()) < COUNT
    await workers.start("worker-2")
    await workers.until_handled(COUNT)
    assert await workers.handled() == ALL


async def test_a_killed_worker_s_partitions_go_to_the_other(workers: Workers) -> None:
    (first, _), _ = await asyncio.gather(
        workers.start("worker-1", worker_seconds=0.02), workers.start("worker-2", worker_seconds=0.02)
    )
    await workers.say(COUNT)
    await workers.until_handled(1)
    first.kill()
    await workers.until_handled(COUNT)
    assert await workers.handled() == ALL
