"""Outages of a process: killed, frozen, restarted, or away for a while."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import psutil
from stack import pids
from stack.services import names
from stack.settings import SCALE, Settings
from stack.state import StackState
from stack.supervisor import NAME as SUPERVISOR

from chaos.scene import Scene
from crash.arming import all_ready
from crash.stage import HOST

FROZEN_SECONDS = 20.0
GONE_SECONDS = 10.0
READY_SECONDS = 90.0


async def kill(scene: Scene, name: str) -> None:
    """SIGKILL a process, and wait until its supervisor has it ready again."""
    before = starts(scene.settings)
    process(scene.settings, name).kill()
    async with asyncio.timeout(READY_SECONDS):
        while starts(scene.settings)[name] == before[name]:
            await asyncio.sleep(0.05)
        await all_ready(scene.settings.home)


async def kill_supervisor(scene: Scene) -> None:
    """SIGKILL the supervisor: its children live on, until the next `up` ends them and starts everything anew."""
    process(scene.settings, SUPERVISOR).kill()
    await asyncio.sleep(2.0)
    for name in pids.names(scene.settings.run):
        if name != SUPERVISOR:
            process(scene.settings, name)  # lives on
    await asyncio.to_thread(stack, scene.settings, "up")


async def freeze(scene: Scene, name: str) -> None:
    """SIGSTOP a process with its children for 20 s, then let it go on as if nothing had been."""
    with _frozen(process(scene.settings, name)):
        await asyncio.sleep(FROZEN_SECONDS)


async def freeze_leader(scene: Scene, kind: str) -> None:
    """Freeze the process of a service that relays its events."""
    await freeze(scene, await leader(scene.settings, kind))


async def restart(scene: Scene, name: str) -> None:
    """Stop a process cleanly; its supervisor starts it again."""
    await asyncio.to_thread(stack, scene.settings, "restart", name)


async def gone(scene: Scene, name: str) -> None:
    """Kill a process as often as it comes back, for 10 s."""
    time = asyncio.get_running_loop().time
    end = time() + GONE_SECONDS
    while time() < end:
        if found := pids.read(scene.settings.run, name):
            found.kill()
        await asyncio.sleep(0.02)
    async with asyncio.timeout(READY_SECONDS):
        await all_ready(scene.settings.home)


def process(settings: Settings, name: str) -> psutil.Process:
    """A living process of the stack. Raises `LookupError` when it is none."""
    found = pids.read(settings.run, name)
    if found is None:
        raise LookupError(f"{name} does not live")
    return found


def starts(settings: Settings) -> dict[str, int]:
    """How often each process has been started."""
    state = StackState.read(settings.run)
    return {name: child.starts for name, child in state.children.items()} if state else {}


async def leader(settings: Settings, kind: str) -> str:
    """Which process of a service relays; asked until one does."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(READY_SECONDS):
        while True:
            for name in names(kind, SCALE):
                async with session.get(f"http://{HOST}:{settings.port(name)}/metrics") as response:
                    if "quadrille_relay_leads 1.0" in await response.text():
                        return name
            await asyncio.sleep(0.1)


def stack(settings: Settings, *arguments: str) -> None:
    """Run a command of the stack."""
    subprocess.run([sys.executable, "-m", "stack", *arguments], env=dict(settings.environment), check=True)


@contextmanager
def _frozen(head: psutil.Process) -> Iterator[None]:
    head.suspend()  # first, so that it makes no more children
    family = [head, *head.children(recursive=True)]
    for member in family:
        member.suspend()
    try:
        yield
    finally:
        for member in reversed(family):
            member.resume()
