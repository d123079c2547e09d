"""How long nothing went on while somebody waited."""

from chaos.tally import longest_stall


def test_a_stall_lasts_from_one_settlement_to_the_next() -> None:
    assert longest_stall({"a": 0, "b": 1, "c": 2}, {"a": 3, "b": 8, "c": 9}, until=10) == 5


def test_a_stall_begins_when_somebody_begins_to_wait() -> None:
    assert longest_stall({"a": 0, "b": 50}, {"a": 1, "b": 53}, until=60) == 3


def test_who_has_not_settled_waits_until_the_end() -> None:
    assert longest_stall({"a": 0, "b": 1}, {"a": 2}, until=10) == 8
    assert longest_stall({"a": 0, "b": 1}, {"a": 2, "b": 20}, until=10) == 8


def test_who_had_settled_before_its_answer_came_did_not_wait() -> None:
    assert longest_stall({"a": 30}, {"a": 20}, until=40) == 0


def test_an_order_of_which_only_the_topic_knows_settles_too() -> None:
    assert longest_stall({"a": 0}, {"a": 10, "unknown": 6}, until=10) == 6
