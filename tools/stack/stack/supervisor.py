"""The process that owns all others: starts them together, starts again what dies, stops them in order."""

import asyncio
import os
import signal
from collections.abc import Sequence

from stack import pids
from stack.child import Child
from stack.journal import journal
from stack.settings import Settings
from stack.spec import Spec, stop_rank
from stack.state import StackState

NAME = "supervisor"


async def supervise(specs: Sequence[Spec], settings: Settings, state: StackState) -> None:
    """Run until SIGTERM or SIGINT; everything is stopped when it returns."""

    def changed() -> None:
        state.write(settings.run)

    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    pids.write(settings.run, NAME, os.getpid())
    children = [Child(spec, settings.run, settings.logs / f"{spec.name}.log", changed) for spec in specs]
    state.children = {child.spec.name: child.state for child in children}
    changed()
    tasks = {child: asyncio.create_task(child.run(_needed(child, children))) for child in children}
    # A task ends before it is told to only by an error of ours, and then nothing may stay behind.
    await asyncio.wait({asyncio.create_task(told.wait()), *tasks.values()}, return_when=asyncio.FIRST_COMPLETED)
    journal("stopping")
    try:
        await _stop(tasks)
    finally:
        pids.remove(settings.run, NAME)


def _needed(child: Child, children: Sequence[Child]) -> list[Child]:
    return [other for other in children if other.spec.name in child.spec.after]


async def _stop(tasks: dict[Child, "asyncio.Task[None]"]) -> None:
    """Callers before what they call, those of one rank together."""
    ranks = sorted({stop_rank(child.spec.name) for child in tasks})
    results: list[BaseException | None] = []
    for rank in ranks:
        group = [child for child in tasks if stop_rank(child.spec.name) == rank]
        for child in group:
            child.stopping.set()
        results += await asyncio.gather(*(tasks[child] for child in group), return_exceptions=True)
    for result in results:
        if result is not None:
            raise result
