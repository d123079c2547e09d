"""A process that was frozen and taken for dead goes on as if nothing had been: what others did meanwhile stands."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from stack.settings import Settings

from chaos.customers import METHODS
from chaos.processes import freeze_leader
from chaos.row import Row, play
from chaos.scene import Scene, open_scene
from conftest import OFFSET

pytestmark = [pytest.mark.disruptive, pytest.mark.timeout(180)]

# On the shared stack customers are suspended for declined cards.
PAID = {method: weight for method, weight in METHODS.items() if method != "card_declined"}


@pytest.fixture
async def scene(stack_home: Path) -> AsyncIterator[Scene]:
    """The shared stack."""
    settings = Settings.load({"QUADRILLE_STACK_DIR": str(stack_home), "QUADRILLE_PORT_OFFSET": str(OFFSET)})
    async with open_scene(settings, {}) as scene:
        yield scene


async def test_a_relaying_process_that_comes_back_from_the_dead_does_no_harm(scene: Scene) -> None:
    result = await play(scene, Row("freeze relaying order", partial(freeze_leader, kind="order")), PAID)
    assert result.findings == []
    assert result.accepted > 20
