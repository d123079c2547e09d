"""The rules, broken one by one: the model says what is wrong then, and shows the shortest way there."""

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from quadrille.choreography.catalogue import collect

from tests.model.bugs import BROKEN, KEPT, Broken
from tests.model.declared import never
from tests.model.playing import Scope, check


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name.replace(" ", "-"))
def test_a_broken_rule_is_shown_by_the_shortest_way_to_it(broken: Broken) -> None:
    with patch.object(broken.where, broken.what, broken.bug(getattr(broken.where, broken.what))):
        found, _ = check(Scope())

    assert found.wrong == broken.says
    assert found.trace[0].startswith("client: POST /orders")
    assert len(found.trace) <= broken.steps, found


def without(service: str, name: str) -> dict[str, Any]:
    parts = dict(collect().parts)
    left = tuple(each for each in parts[service].reactions if each.name != name)
    return {**parts, service: replace(parts[service], reactions=left)}


def test_a_reaction_that_is_gone_leaves_money_with_the_provider() -> None:
    found, _ = check(Scope(), without("payment", "when_cancelled"))

    assert found.wrong == KEPT


def test_without_the_reaction_to_its_payment_no_order_is_ever_confirmed() -> None:
    _, world = check(Scope(), without("order", "when_paid"))

    assert "order.confirmed never comes in state PENDING, though its contract says that it may" in [
        *never(collect(), [world])
    ]


def test_what_a_person_may_ask_for_has_to_be_declared() -> None:
    found, _ = check(Scope(), without("order", "CompensateOrder"))

    assert found.wrong == "order is asked for CompensateOrder, and does not declare that it may be"
