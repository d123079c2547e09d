"""Stories are played by the services' own deciders, and nothing is drawn that they do not do."""

from dataclasses import replace
from typing import Any

import pytest
from common.contracts import OrderConfirmed, PaymentCompleted
from quadrille.choreography.catalogue import Catalogue, collect
from quadrille.choreography.paths import CANCELLED, DECLINED, PATHS, PLACED, TAKEN, Ask, Hold, Path, play, unplayed
from quadrille.choreography.playing import Story


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return collect()


def said(catalogue: Catalogue, *steps: Ask | Hold) -> list[str]:
    return [event.type for event in play(catalogue, Path("", "", steps)).said]


def test_a_prompt_leads_to_all_that_comes_of_it(catalogue: Catalogue) -> None:
    assert said(catalogue, PLACED) == ["order.placed", "payment.requested"]
    assert said(catalogue, PLACED, TAKEN)[2:] == ["payment.completed", "order.confirmed"]


def test_a_choice_makes_the_difference(catalogue: Catalogue) -> None:
    assert said(catalogue, PLACED, DECLINED)[2:] == ["payment.failed", "order.cancelled"]


def test_what_is_held_up_comes_last(catalogue: Catalogue) -> None:
    late = Hold("order.placed", "payment")
    assert said(catalogue, late, PLACED, CANCELLED) == ["order.placed", "order.cancelled", "payment.voided"]


def test_it_is_noted_what_was_reacted_to_and_by_whom(catalogue: Catalogue) -> None:
    turns = play(catalogue, Path("", "", (PLACED, TAKEN))).turns
    told = [(turn.service, turn.reaction.name, turn.seen and turn.seen.type) for turn in turns]
    assert told == [
        ("order", "PlaceOrder", None),
        ("payment", "when_placed", "order.placed"),
        ("payment", "RecordCharge", None),
        ("order", "when_paid", "payment.completed"),
    ]


def test_whoever_says_what_it_did_not_declare_is_named(catalogue: Catalogue) -> None:
    order = catalogue.parts["order"]
    reactions = tuple(
        replace(each, may_say=tuple(event for event in each.may_say if event is not OrderConfirmed))
        for each in order.reactions
    )
    parts: dict[str, Any] = {**catalogue.parts, "order": replace(order, reactions=reactions)}
    story = Story(replace(catalogue, parts=parts))
    story.ask(PLACED.name, PLACED.choices)
    sentence = "order's when_paid said order.confirmed, but declares to say order.paid, order.cancelled"
    with pytest.raises(ValueError, match=sentence):
        story.ask(TAKEN.name, TAKEN.choices)


def test_nobody_is_asked_what_is_no_prompt(catalogue: Catalogue) -> None:
    with pytest.raises(ValueError, match="nobody is asked Dance"):
        Story(catalogue).ask("Dance", {})


def test_every_path_ends_where_a_saga_may_rest(catalogue: Catalogue) -> None:
    tells = catalogue.parts["tracker"].tells
    assert tells is not None
    endings = {path.title: tells(play(catalogue, path).said) for path in PATHS}
    assert {title: end for title, end in endings.items() if end not in ("COMPLETED", "COMPENSATED")} == {}


def test_every_reaction_that_may_say_something_is_on_a_path(catalogue: Catalogue) -> None:
    assert unplayed(catalogue) == []


def test_a_reaction_that_is_on_no_path_is_named(catalogue: Catalogue) -> None:
    order = catalogue.parts["order"]
    found = next(each for each in order.reactions if each.after == (PaymentCompleted,))
    extended = replace(order, reactions=(*order.reactions, replace(found, name="when_paid_twice")))
    parts = {**catalogue.parts, "order": extended}
    assert unplayed(replace(catalogue, parts=parts)) == [
        "order's when_paid_twice is on no path: add one to the documented paths"
    ]
