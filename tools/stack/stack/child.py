"""One process under supervision: started, waited for, started again when it dies, stopped when told."""

import asyncio
import signal
import time
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import psycopg2

from stack import pids
from stack.journal import journal
from stack.spec import GRACE_SECONDS, Spec, stop_signal
from stack.state import ChildState

POLL_SECONDS = 0.1
FIRST_DELAY_SECONDS = 0.1
LONGEST_DELAY_SECONDS = 5.0
STEADY_SECONDS = 10.0  # a process that lived this long starts its backoff from the beginning


class Child:
    """Keeps one Spec running until stopped; `state` is always current and `changed` is told of each change."""

    def __init__(self, spec: Spec, run: Path, log: Path, changed: Callable[[], None]) -> None:
        self.spec = spec
        self.state = ChildState()
        self.was_ready = asyncio.Event()
        self.stopping = asyncio.Event()
        self._run, self._log, self._changed = run, log, changed

    async def run(self, needed: Sequence["Child"]) -> None:
        """Wait for those it needs, then live again and again; returns when stopping is set and it is gone."""
        for other in needed:
            await self._unless_stopping(other.was_ready.wait())
        delay = FIRST_DELAY_SECONDS
        while not self.stopping.is_set():
            begun = time.monotonic()
            try:
                reason = await self._live()
            except OSError as failure:
                reason = str(failure)
            if self.stopping.is_set():
                break
            self._report("died", reason=reason)
            if time.monotonic() - begun > STEADY_SECONDS:
                delay = FIRST_DELAY_SECONDS
            await self._unless_stopping(asyncio.sleep(delay))
            delay = min(delay * 2, LONGEST_DELAY_SECONDS)
        pids.remove(self._run, self.spec.name)
        self._report("stopped")

    async def _live(self) -> str:
        """One life; returns what ended it."""
        self.spec.cwd.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(self.spec.prepare)
        process = await self._spawn() if self.spec.argv else None
        self.state.pid = process.pid if process else None
        self.state.starts += 1
        self._report("starting")
        becoming_ready = asyncio.create_task(self._become_ready())
        try:
            if process is None:
                await self.stopping.wait()
                return "stopped"
            if not await self._unless_stopping(process.wait()):
                await self._end(process)
            pids.kill_session(process.pid)
            return _reason(await process.wait())
        finally:
            becoming_ready.cancel()

    async def _spawn(self) -> Process:
        """In a session of its own, so that a Ctrl-C in the terminal reaches the supervisor alone."""
        spec = self.spec
        with self._log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *spec.argv,
                stdin=DEVNULL,
                stdout=log,
                stderr=STDOUT,
                env=dict(spec.env),
                cwd=spec.cwd,
                user=spec.user,
                group=spec.group,
                extra_groups=None if spec.user is None else [],
                start_new_session=True,
            )
        pids.write(self._run, spec.name, process.pid)
        return process

    async def _become_ready(self) -> None:
        while not (await self.spec.ready() and await self._settle()):
            await asyncio.sleep(POLL_SECONDS)
        self.was_ready.set()
        self._report("ready")

    async def _settle(self) -> bool:
        try:
            await asyncio.to_thread(self.spec.settle)
        except psycopg2.Error as failure:
            journal("not settled", name=self.spec.name, reason=str(failure))
            return False
        return True

    async def _end(self, process: Process) -> None:
        process.send_signal(stop_signal(self.spec.name))
        try:
            await asyncio.wait_for(process.wait(), GRACE_SECONDS)
        except TimeoutError:
            journal("killed", name=self.spec.name, reason=f"did not stop within {GRACE_SECONDS:.0f} s")
            process.kill()

    async def _unless_stopping(self, awaitable: Awaitable[object]) -> bool:
        """Wait for something, but not beyond the moment we are told to stop; returns whether it came."""
        awaited, told = asyncio.ensure_future(awaitable), asyncio.ensure_future(self.stopping.wait())
        await asyncio.wait({awaited, told}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        return awaited.done() or not awaited.cancel()

    def _report(self, status: str, reason: str = "") -> None:
        self.state.status, self.state.reason, self.state.since = status, reason, time.time()
        journal(status, name=self.spec.name, pid=self.state.pid or 0, reason=reason)
        self._changed()


def _reason(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
