"""A stack of its own, beside the shared one: its services begin with a release, and have never seen today's code."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from stack.services import names
from stack.settings import SCALE, Settings

from chaos.processes import stack
from chaos.scene import Scene, open_scene
from conftest import HOME, OFFSET, SETTINGS
from tests.upgrade.mixing import Mix, lay_out

BESIDE = 25  # ports
SCALED = {**SCALE, "gateway": 1}


@pytest.fixture
async def mix(tmp_path: Path) -> AsyncIterator[Mix]:
    """Everything up, all services by the release."""
    running = tmp_path / "running"
    ours = {
        "QUADRILLE_STACK_DIR": str(HOME.with_name(f"{HOME.name}-upgrade")),
        "QUADRILLE_PORT_OFFSET": str(OFFSET + BESIDE),
        "QUADRILLE_RELEASES": str(running),
        "SUSPEND_AFTER_DECLINES": "1000000",
    }
    settings = Settings.load({**os.environ, **SETTINGS, **ours})
    mix = lay_out(settings, tmp_path / "release", running)
    for service in (mix.code / "services").iterdir():
        for name in names(service.name, SCALED):
            mix.assign(name)
    stack(settings, "clean")
    try:
        await asyncio.to_thread(stack, settings, "up", *(f"--scale={kind}={n}" for kind, n in SCALED.items()))
        yield mix
    finally:
        await asyncio.to_thread(stack, settings, "down")


@pytest.fixture
async def scene(mix: Mix) -> AsyncIterator[Scene]:
    """That stack, as its users see it."""
    async with open_scene(mix.settings, {}) as scene:
        yield scene
