"""Whatever is taken out of the choreography, a check names what broke; as it is, nothing is missed."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from common.choreography import Part, Reaction
from common.contracts.protocol import LEAVES_NOTHING, Transition
from order_service.commands import NotePayment
from quadrille.choreography.catalogue import Catalogue, Entry, collect
from quadrille.choreography.checks import problems

WHOLE = collect()
REACTIONS = [(part, reaction) for part, reaction in WHOLE.reactions()]
EFFECTS = [entry for entry in WHOLE.events.values() if entry.undone_by]


def without(part: Part, reaction: Reaction) -> Catalogue:
    left = tuple(each for each in part.reactions if each is not reaction)
    return with_parts({part.service: replace(part, reactions=left)})


def with_parts(parts: Mapping[str, Part]) -> Catalogue:
    return replace(WHOLE, parts={**WHOLE.parts, **parts})


def with_entry(entry: Entry) -> Catalogue:
    return replace(WHOLE, events={**WHOLE.events, entry.type: entry})


def test_the_choreography_as_it_is_fits_together() -> None:
    assert problems(WHOLE) == []


@pytest.mark.parametrize(("part", "reaction"), REACTIONS, ids=[f"{p.service}-{r.name}" for p, r in REACTIONS])
def test_a_reaction_that_is_gone_is_missed_by_name(part: Part, reaction: Reaction) -> None:
    found = problems(without(part, reaction))

    assert found, f"nobody misses {part.service}'s {reaction.name}"
    named = {part.service, reaction.name, *(event.type for event in (*reaction.after, *reaction.may_say))}
    assert all(any(name in sentence for name in named) for sentence in found), found


@pytest.mark.parametrize("entry", EFFECTS, ids=lambda entry: entry.type)
def test_an_effect_has_to_name_its_compensation(entry: Entry) -> None:
    assert f"{entry.type} does not say what undoes it" in "\n".join(
        problems(with_entry(replace(entry, undone_by=None)))
    )


@pytest.mark.parametrize("entry", [e for e in EFFECTS if e.transitions], ids=lambda entry: entry.type)
def test_an_effect_cannot_be_passed_off_as_none(entry: Entry) -> None:
    found = problems(with_entry(replace(entry, undone_by=LEAVES_NOTHING)))

    assert f"{entry.type} has an effect, but names no compensation: undone_by is empty" in found


@pytest.mark.parametrize("event_type", sorted(WHOLE.compensations()))
def test_a_compensation_that_nobody_says_is_missed(event_type: str) -> None:
    parts = {part.service: silenced(part, event_type) for part in WHOLE.parts.values()}

    assert any(f"is undone by {event_type}, which nobody says" in each for each in problems(with_parts(parts)))


def silenced(part: Part, event_type: str) -> Part:
    left = [
        replace(each, may_say=tuple(event for event in each.may_say if event.type != event_type))
        for each in part.reactions
    ]
    return replace(part, reactions=tuple(left))


def test_what_is_anothers_to_say_is_not_said() -> None:
    payment = WHOLE.parts["payment"]
    first, *others = payment.reactions
    taken = replace(first, may_say=(*first.may_say, WHOLE.events["order.confirmed"].contract))

    found = problems(with_parts({"payment": replace(payment, reactions=(taken, *others))}))

    assert found == ["payment's when_placed says order.confirmed, which is order's to say"]


def test_an_event_is_not_answered_without_a_declaration() -> None:
    order = WHOLE.parts["order"]
    assert order.decides is not None
    listening = replace(order.decides, command=lambda _: NotePayment(1))

    found = problems(with_parts({"order": replace(order, decides=listening)}))

    assert "order has an answer to payment.voided, NotePayment, but does not declare that it reacts" in found


def moved(event_type: str, *steps: Transition) -> Catalogue:
    return with_entry(replace(WHOLE.events[event_type], transitions=steps))


MALFORMED = [
    (moved("order.placed", Transition("CANCELLED", "PENDING")), "order has to have one state in which it begins"),
    (moved("order.paid", Transition("PENDIN", "PAID")), "order has to have one state in which it begins"),
    (moved("order.paid"), "order.paid has no place in the saga"),
    (
        moved("payment.requested", Transition("UNASKED", "CHARGING"), Transition("UNASKED", "VOIDING")),
        "payment.requested goes from UNASKED to more than one state",
    ),
    (
        with_entry(replace(WHOLE.events["payment.requested"], opens_attempt=True)),
        "one service has to open the attempts of a saga, and order and payment does",
    ),
    (
        with_entry(replace(WHOLE.events["user.registered"], transitions=(Transition("NOBODY", "SOMEBODY"),))),
        "user.registered moves a saga, but does not name the attempt that it is about",
    ),
]


@pytest.mark.parametrize(("catalogue", "sentence"), MALFORMED, ids=[sentence for _, sentence in MALFORMED])
def test_what_is_no_state_machine_is_told(catalogue: Catalogue, sentence: str) -> None:
    assert any(each.startswith(sentence) for each in problems(catalogue)), problems(catalogue)


def test_an_event_without_a_contract_is_not_read() -> None:
    events = {name: entry for name, entry in WHOLE.events.items() if name != "payment.completed"}

    found = problems(replace(WHOLE, events=events))

    assert "order's when_paid waits for payment.completed, which no contract describes" in found
    assert "order.paid needs payment.completed, which no contract describes" in found
