"""A stack of its own whose services send their traces to a collector of the test."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest_asyncio
from stack.settings import HOST, Settings

from conftest import HOME, OFFSET, SETTINGS
from tests.tracing.collector import Collector, listening

BESIDE = 35  # ports
SCALE = ("gateway=1", "order=1", "payment=1")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def collector() -> AsyncIterator[Collector]:
    """It listens."""
    async with listening() as collector:
        yield collector


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def traced(collector: Collector) -> AsyncIterator[Settings]:
    """It runs."""
    ours = {
        **os.environ,
        **SETTINGS,
        "QUADRILLE_STACK_DIR": str(HOME.with_name(f"{HOME.name}-traced")),
        "QUADRILLE_PORT_OFFSET": str(OFFSET + BESIDE),
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{HOST}:{collector.port}",
        "OTEL_BSP_SCHEDULE_DELAY": "200",  # milliseconds
    }

    async def stack(*arguments: str) -> None:
        command = [sys.executable, "-m", "stack", *arguments]
        await asyncio.to_thread(subprocess.run, command, env=ours, check=True, timeout=180)

    await stack("clean")
    try:
        await stack("up", *(f"--scale={each}" for each in SCALE))
        yield Settings.load(ours)
    finally:
        await stack("down")
