"""`quadrille replay-order`: one order at any version, on the whole stack."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result
from quadrille.cli import main
from quadrille.shop import Shop

Told = Callable[..., Result]


@pytest.fixture
def told(stack_home: Path, gateway_url: str) -> Told:
    """Asks as the administrator."""
    account = json.loads((stack_home / "admin.json").read_text())

    def ask(*arguments: str, url: str = gateway_url) -> Result:
        who = ["--url", url, "--email", account["email"], "--password", account["password"]]
        return CliRunner().invoke(main, ["replay-order", *arguments, *who])

    return ask


async def test_an_order_is_told_event_by_event_at_any_version(shop: Shop, told: Told) -> None:
    order = await shop.until(await shop.place("card_declined"), "CANCELLED")

    whole = await asyncio.to_thread(told, order["id"], "--json")
    first = await asyncio.to_thread(told, order["id"], "--version", "1", "--json")
    beyond = await asyncio.to_thread(told, order["id"], "--version", "3")

    events = [json.loads(line) for line in whole.stdout.splitlines()]
    assert [(e["version"], e["type"], e["state"]["status"]) for e in events] == [
        (1, "order.placed", "PENDING"),
        (2, "order.cancelled", "CANCELLED"),
    ]
    assert [json.loads(line) for line in first.stdout.splitlines()] == events[:1]
    assert (beyond.exit_code, beyond.stderr) == (
        1,
        "Error: 404 NOT_FOUND: the order has not come to version 3; its newest is 2\n",
    )


def test_what_cannot_be_told_is_said_in_a_sentence(told: Told) -> None:
    unknown, nobody = told(str(uuid4())), told(str(uuid4()), url="http://127.0.0.1:1")

    assert (unknown.exit_code, unknown.stderr) == (1, "Error: 404 NOT_FOUND: there is no such order\n")
    assert (nobody.exit_code, nobody.stderr.count("\n")) == (1, 1)
