"""The order of arrival makes no difference: hypothesis tries whatever topics, batches and clocks could do."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tracker_service.causality import causal_order
from tracker_service.seen import Seen
from tracker_service.story import tell
from tracker_service.testing import paths
from tracker_service.testing.chronicle import Chronicle

chronicles = st.sampled_from(paths.ALL).map(lambda path: path())
SAYINGS = [name for name, value in vars(Chronicle).items() if callable(value) and not name.startswith("_")]
shuffled = chronicles.flatmap(lambda it: st.tuples(st.just(it), st.permutations(it.seen)))


@given(shuffled)
def test_the_story_is_the_same_for_every_order_of_arrival(case: tuple[Chronicle, list[Seen]]) -> None:
    chronicle, arrived = case

    assert tell(arrived) == tell(chronicle.seen)


@given(chronicles, st.data())
def test_topics_read_at_different_speeds_never_look_like_a_violation(it: Chronicle, data: st.DataObject) -> None:
    of_order = [event for event in it.seen if event.source == "order"]
    of_payment = [event for event in it.seen if event.source == "payment"]
    read = of_order[: data.draw(st.integers(0, len(of_order)))] + of_payment[: data.draw(st.integers(1, 6))]

    assert tell(read).violations == ()


@given(shuffled, st.data())
def test_a_story_with_any_gaps_has_no_violation(case: tuple[Chronicle, list[Seen]], data: st.DataObject) -> None:
    _, arrived = case

    assert tell(arrived[: data.draw(st.integers(1, len(arrived)))]).violations == ()


@given(shuffled, st.integers(-60, 60))
def test_causes_come_first_whatever_the_clocks_say(case: tuple[Chronicle, list[Seen]], minutes: int) -> None:
    _, arrived = case
    skewed = [
        replace(event, time=event.time + timedelta(minutes=minutes)) if event.source == "payment" else event
        for event in arrived
    ]

    place = {event.id: n for n, event in enumerate(causal_order(skewed))}

    assert all(place[event.causation_id] < place[event.id] for event in skewed if event.causation_id in place)


@given(st.data())
def test_any_nonsense_is_told_and_the_same_for_every_order_of_arrival(data: st.DataObject) -> None:
    it = Chronicle()
    for name in data.draw(st.lists(st.sampled_from(SAYINGS), min_size=1, max_size=8)):
        it.attempt = data.draw(st.integers(0, 3))
        because = data.draw(st.sampled_from([None, *it.events]))
        getattr(it, name)(*([] if name in ("placed", "reopened") else [because]))

    saga = tell(it.seen)

    assert [step.event_id for step in saga.steps] == [event.id for event in it.seen]
    assert tell(data.draw(st.permutations(it.seen))) == saga
