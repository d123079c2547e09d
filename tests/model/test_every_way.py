"""Every way that one order can go, with the rules as they are: nothing is wrong, and nothing is declared in vain."""

from dataclasses import replace

import pytest
from common.choreography import Part, Reaction
from common.contracts import Event
from common.contracts.protocol import Transition
from quadrille.choreography.catalogue import Entry, collect

from tests.model.declared import misplaced, untrue
from tests.model.exploring import Exploration
from tests.model.needing import unsaid
from tests.model.playing import Scope, check, every_scope
from tests.model.world import State, World

WHOLE = collect()
NEEDING = [(entry, step) for entry in WHOLE.events.values() for step in entry.transitions if step.needs]
PROMPTS = [(part, each) for part, each in WHOLE.reactions() if each.prompt and part.decides is not None]
AFTER = [(part, prompt, event) for part, prompt in PROMPTS for event in prompt.after]

Found = dict[Scope, tuple[Exploration[State], World]]


@pytest.fixture(scope="module")
def found() -> Found:
    """What there is to find with two cancellations and one retry, whoever decides about each attempt."""
    return {scope: check(scope) for scope in every_scope(cancellations=2, retries=1)}


@pytest.fixture(scope="module")
def worlds(found: Found) -> list[World]:
    """What came about in each."""
    return [world for _, world in found.values()]


def test_no_order_is_confirmed_without_a_charge_cancelled_with_money_kept_or_left_hanging(found: Found) -> None:
    assert {str(scope): exploration.wrong for scope, (exploration, _) in found.items() if exploration.wrong} == {}


def test_the_exploration_is_as_wide_as_it_claims(found: Found) -> None:
    exploration, world = found[Scope(2, 1, ("provider", "provider"))]
    assert exploration.states > 10_000
    assert {rules.service for rules in world.rules} >= {"order", "payment"}


def test_what_is_declared_comes_about_where_it_says_and_after_all_that_it_says(worlds: list[World]) -> None:
    assert list(untrue(WHOLE, worlds)) == []


@pytest.mark.parametrize(("entry", "step"), NEEDING, ids=[f"{e.type}-in-{s.source}" for e, s in NEEDING])
def test_what_a_step_needs_cannot_be_left_out(worlds: list[World], entry: Entry, step: Transition) -> None:
    steps = tuple(replace(each, needs=()) if each is step else each for each in entry.transitions)
    less = replace(WHOLE, events={**WHOLE.events, entry.type: replace(entry, transitions=steps)})

    assert any(each.startswith(f"{entry.type} always comes after ") for each in unsaid(less, worlds))


def test_what_follows_from_a_state_is_not_said_to_be_needed(worlds: list[World]) -> None:
    entry = WHOLE.events["payment.voided"]
    steps = tuple(replace(each, needs=("order.cancelled",)) for each in entry.transitions)
    more = replace(WHOLE, events={**WHOLE.events, entry.type: replace(entry, transitions=steps)})

    assert list(unsaid(more, worlds)) == [
        "payment.voided says that it comes after order.cancelled, which follows from VOIDING"
    ]


@pytest.mark.parametrize(("part", "prompt", "left_out"), AFTER, ids=[f"{r.name}-{e.type}" for _, r, e in AFTER])
def test_what_a_prompt_comes_after_cannot_be_left_out(
    worlds: list[World], part: Part, prompt: Reaction, left_out: type[Event]
) -> None:
    less = replace(prompt, after=tuple(event for event in prompt.after if event is not left_out))
    reactions = tuple(less if each is prompt else each for each in part.reactions)
    catalogue = replace(WHOLE, parts={**WHOLE.parts, part.service: replace(part, reactions=reactions)})

    assert f"{part.service}'s {prompt.name} comes, and does not say so, after {left_out.type}" in [
        *misplaced(catalogue, worlds)
    ]
