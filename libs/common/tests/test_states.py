"""States at hand: the last that were changed, each as it was left, whatever becomes of it afterwards."""

import pytest
from common import states
from common.ids import new_id
from common.requests import Change
from common.states import States
from common.testing.counter import recorded


@pytest.fixture
def at_hand() -> States[int]:
    """Nothing yet."""
    return States[int]()


def test_what_was_kept_is_at_hand_without_what_was_added(at_hand: States[int]) -> None:
    stream, cause = new_id(), new_id()
    at_hand.keep([Change(stream, 7, 2, added=[recorded(stream, 2)], causes={cause})])
    assert at_hand.at_hand(stream) == Change(stream, 7, 2, causes={cause})


def test_a_stream_that_nobody_changed_here_is_not_known(at_hand: States[int]) -> None:
    at_hand.keep([Change(new_id(), 1, 1)])
    assert at_hand.at_hand(new_id()) is None


def test_what_is_done_to_what_was_asked_for_changes_nothing_that_is_kept(at_hand: States[int]) -> None:
    stream = new_id()
    at_hand.keep([Change(stream, 1, 1)])
    taken = at_hand.at_hand(stream)
    assert taken is not None
    taken.state, taken.version = 5, 2
    taken.added.append(recorded(stream, 2))
    taken.causes.add(new_id())
    assert at_hand.at_hand(stream) == Change(stream, 1, 1)


def test_the_later_of_two_changes_counts(at_hand: States[int]) -> None:
    stream = new_id()
    at_hand.keep([Change(stream, 1, 1), Change(stream, 3, 2)])
    assert at_hand.at_hand(stream) == Change(stream, 3, 2)


def test_a_commit_that_is_told_of_after_a_later_one_takes_nothing_back(at_hand: States[int]) -> None:
    stream = new_id()
    at_hand.keep([Change(stream, 3, 2)])
    at_hand.keep([Change(stream, 1, 1)])
    assert at_hand.at_hand(stream) == Change(stream, 3, 2)


def test_of_too_many_those_go_that_were_not_changed_for_the_longest_time(
    at_hand: States[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(states, "MOST", 3)
    one, two, three, four = (new_id() for _ in range(4))
    at_hand.keep(Change(stream, 1, 1) for stream in (one, two, three))
    at_hand.keep([Change(one, 2, 2)])
    at_hand.keep([Change(four, 1, 1)])
    assert [stream for stream in (one, two, three, four) if at_hand.at_hand(stream)] == [one, three, four]


def test_what_is_old_is_not_at_hand_for_it_may_be_in_the_archive_by_now(
    at_hand: States[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = new_id()
    at_hand.keep([Change(stream, 1, 1)])
    monkeypatch.setattr(states, "OLDEST_SECONDS", -1.0)
    assert at_hand.at_hand(stream) is None


def test_what_is_forgotten_is_not_at_hand(at_hand: States[int]) -> None:
    stream = new_id()
    at_hand.keep([Change(stream, 1, 1)])
    at_hand.forget()
    assert at_hand.at_hand(stream) is None
