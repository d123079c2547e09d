"""A service's life: what starts is stopped in reverse order, a signal stops it cleanly, a broken part ends it."""

import asyncio
import gc
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any, Self

import structlog
import uvloop
from aiohttp import web

from common import aiopg_on_uvloop, failpoints, logs, tracing
from common.retries import until_it_works
from common.settings import ServiceSettings

BACKLOG = 1024  # connections not yet accepted: what comes on top waits a second before it tries again

log = structlog.get_logger(__name__)


class Runtime:
    """Holds the parts of one process. Parts added later are stopped earlier."""

    def __init__(self, service: str, settings: ServiceSettings) -> None:
        self.service, self.settings = service, settings
        self.ready = False
        self._parts = AsyncExitStack()
        self._stop = asyncio.Event()

    async def __aenter__(self) -> Self:
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, self._stop.set)
        return self

    async def __aexit__(self, kind: object, error: BaseException | None, _: object) -> None:
        self.ready = False
        if isinstance(error, Exception):
            log.critical("the service broke", exc_info=error)
        log.info("stopping")
        closing = asyncio.create_task(self._parts.aclose())
        await asyncio.wait([closing], timeout=self.settings.shutdown_seconds)
        if not closing.done():
            log.critical("parts did not stop in time; what was not committed is delivered again")
            os._exit(70)
        await closing
        log.info("stopped")

    def on_stop(self, close: Callable[[], Awaitable[object]]) -> None:
        """Call `close` when the process stops, before whatever was added earlier."""
        self._parts.push_async_callback(close)

    def spawn(self, name: str, work: Coroutine[Any, Any, object]) -> "asyncio.Task[object]":
        """Run `work` until the process stops. If it ends by itself, the process ends too."""
        task: asyncio.Task[object] = asyncio.create_task(work, name=name)

        async def cancel() -> None:
            task.remove_done_callback(_end_process)
            await end(task)

        task.add_done_callback(_end_process)
        self.on_stop(cancel)
        return task

    async def serve(self, app: web.Application) -> None:
        """Serve HTTP; on stop, requests under way are finished first."""
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=3.0, handle_signals=False)
        await runner.setup()
        self.on_stop(runner.cleanup)
        await web.TCPSite(runner, self.settings.http_host, self.settings.http_port, backlog=BACKLOG).start()

    async def until_signal(self) -> None:
        """Say that the process is ready and wait for SIGTERM or SIGINT."""
        self.ready = True
        _spare_the_collector()
        log.info("ready", port=self.settings.http_port)
        await self._stop.wait()

    async def start(self, work: Callable[[], Awaitable[Any]]) -> Any:
        """Do a step of starting up, again and again while what it needs is away; a signal ends the waiting."""
        step = asyncio.ensure_future(until_it_works(work))
        stopped = asyncio.create_task(self._stop.wait())
        await asyncio.wait([step, stopped], return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not step.done():
            await end(step)
            raise SystemExit(0)
        return step.result()


async def end(task: "asyncio.Future[Any]") -> None:
    """Cancel a task until it is done: Python 3.11's `wait_for`, inside aiopg, swallows a cancellation now and then."""
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=1.0)


def _spare_the_collector() -> None:
    """What is there after the start stays, and need not be looked through again and again under load."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _end_process(task: "asyncio.Task[object]") -> None:
    error = None if task.cancelled() else task.exception()
    log.critical("a part of the process ended", part=task.get_name(), exc_info=error)
    os._exit(70)


def run(
    service: str,
    settings: ServiceSettings,
    main: Callable[[Runtime], Awaitable[None]],
) -> None:
    """Run a service until it is told to stop; `main` adds its parts to the runtime."""
    aiopg_on_uvloop.install()
    logs.configure(service, settings.node_name, settings.log_level)
    failpoints.watch(settings.failpoint_file)
    tracing.configure(service, settings)

    async def live() -> None:
        async with Runtime(service, settings) as runtime:
            await main(runtime)

    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(live())
    finally:
        tracing.spans().close()
