"""A stack of its own with three Kafka brokers, each of which has all that was written."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest
from stack.settings import Settings

from chaos.processes import stack
from chaos.scene import Scene, open_scene
from conftest import HOME, OFFSET, SETTINGS
from tests.brokers.cluster import whole

BESIDE = 35  # ports
SCALE = ("gateway=1", "order=1", "payment=1")


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    """It runs, and every broker has everything."""
    ours = {
        "QUADRILLE_STACK_DIR": str(HOME.with_name(f"{HOME.name}-brokers")),
        "QUADRILLE_PORT_OFFSET": str(OFFSET + BESIDE),
        "QUADRILLE_BROKERS": "3",
        "SUSPEND_AFTER_DECLINES": "1000000",
    }
    settings = Settings.load({**os.environ, **SETTINGS, **ours})
    stack(settings, "clean")
    try:
        await asyncio.to_thread(stack, settings, "up", *(f"--scale={each}" for each in SCALE))
        async with open_scene(settings, {}) as scene:
            await whole(settings)
            yield scene
    finally:
        await asyncio.to_thread(stack, settings, "down")
