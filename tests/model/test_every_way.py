"""Every way that one order can go, with the rules as they are: nothing is wrong, and nothing is declared in vain."""

import pytest
from quadrille.choreography.catalogue import collect

from tests.model.exploring import Exploration
from tests.model.playing import Scope, check, every_scope, never
from tests.model.world import State, World

Found = dict[Scope, tuple[Exploration[State], World]]


@pytest.fixture(scope="module")
def found() -> Found:
    """What there is to find with two cancellations and one retry, whoever decides about each attempt."""
    return {scope: check(scope) for scope in every_scope(cancellations=2, retries=1)}


def test_no_order_is_confirmed_without_a_charge_cancelled_with_money_kept_or_left_hanging(found: Found) -> None:
    assert {str(scope): exploration.wrong for scope, (exploration, _) in found.items() if exploration.wrong} == {}


def test_the_exploration_is_as_wide_as_it_claims(found: Found) -> None:
    exploration, world = found[Scope(2, 1, ("provider", "provider"))]
    assert exploration.states > 10_000
    assert {rules.service for rules in world.rules} >= {"order", "payment"}


def test_whatever_is_declared_comes_about(found: Found) -> None:
    assert list(never(collect(), [world for _, world in found.values()])) == []
