"""The explorer itself, on graphs small enough to see through."""

from collections.abc import Iterator, Mapping, Sequence

from tests.model.exploring import Broken, Exploration, Move, explore

Graph = Mapping[str, Sequence[str]]  # an arrow to "x!" does not come about by itself


def explored(graph: Graph, *, end: str = "end", bad: str = "bad") -> Exploration[str]:
    def moves(state: str) -> Iterator[Move[str]]:
        for to in graph.get(state, ()):
            yield Move(f"go to {to.rstrip('!')}", to.rstrip("!"), alone=not to.endswith("!"))

    def must_hold(state: str) -> None:
        if state == bad:
            raise Broken("it is bad")

    return explore(["start"], moves, must_hold, lambda state: state == end)


def test_every_state_is_visited_once_however_many_ways_lead_there() -> None:
    found = explored({"start": ["a", "b"], "a": ["end", "start"], "b": ["end"]})

    assert (found.states, found.moves, found.wrong) == (4, 5, "")
    assert str(found) == "4 states, 5 moves: nothing is wrong"


def test_the_trace_to_what_is_wrong_is_a_shortest_one() -> None:
    found = explored({"start": ["a", "b"], "a": ["c"], "c": ["bad"], "b": ["bad"]})

    assert (found.wrong, found.trace) == ("it is bad", ["go to b", "go to bad"])
    assert "  2. go to bad" in str(found)


def test_a_move_that_breaks_a_rule_ends_the_trace() -> None:
    def moves(state: str) -> Iterator[Move[str]]:
        yield Move("go on", "next", alone=True)
        if state == "next":
            raise Broken("this must not be said", "say it")

    found = explore(["start"], moves, lambda _: None, lambda _: True)

    assert (found.wrong, found.trace) == ("this must not be said", ["go on", "say it"])


def test_a_state_from_which_no_end_comes_is_found() -> None:
    found = explored({"start": ["a", "trap"], "a": ["end"], "trap": ["trap"]})

    assert (found.wrong, found.trace) == ("it can never come to rest from here", ["go to trap"])


def test_an_end_that_somebody_has_to_ask_for_does_not_count() -> None:
    assert explored({"start": ["end!"]}).wrong == "it can never come to rest from here"
    assert explored({"start": ["end"]}).wrong == ""
