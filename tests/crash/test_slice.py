"""A slice of the crash matrix: processes killed at the points that matter most, on three paths of the saga."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from common.failpoints import CATALOGUE

from conftest import OFFSET
from crash.cell import play
from crash.rows import PARTS, Row
from crash.stage import Stage, open_stage

pytestmark = [pytest.mark.disruptive]

SLICE = [
    ("order", "command.committed", "happy"),
    ("order", "relay.sent", "happy"),
    ("order", "consume.committing", "happy"),
    ("payment", "consume.committed", "happy"),
    ("payment", "provider.answered", "happy"),
    ("tracker", "inbox.entered", "happy"),
    ("payment", "command.committing", "declined"),
    ("payment", "relay.read", "declined"),
    ("order", "consume.acked", "declined"),
    ("order", "answer.kept", "refunded"),
    ("payment", "provider.calling", "refunded"),
    ("payment", "provider.answered", "refunded"),
]


@pytest.fixture
async def stage(stack_home: Path) -> AsyncIterator[Stage]:
    """The shared stack."""
    async with open_stage(stack_home, OFFSET) as stage:
        yield stage


@pytest.mark.parametrize(("service", "failpoint", "walk"), SLICE, ids=[" ".join(cell) for cell in SLICE])
async def test_an_order_comes_right_though_a_process_is_killed(
    stage: Stage, service: str, failpoint: str, walk: str
) -> None:
    result = await play(stage, Row(service, failpoint), walk)
    assert result.reached
    assert result.findings == []


def test_every_failpoint_has_a_row_in_the_matrix() -> None:
    assert {name.split(".")[0] for name in CATALOGUE} == {part for parts in PARTS.values() for part in parts}
