"""What is said of two commits that were measured side by side."""

import pytest

from bench.compare_neighbours import warning
from bench.compare_pair import Pair
from bench.compare_report import verdict
from bench.load import Result


def _pair(*rounds: tuple[int, int]) -> Pair:
    """Rounds of a second with so many sagas on base and on new, each of 10 ms and of 1 ms CPU."""
    pair = Pair(clients=20)
    for base, new in rounds:
        pair.add(*(Result(20, seconds=1.0, settled=[0.01] * count, cpu=0.001 * count) for count in (base, new)))
    return pair


def test_a_ratio_is_of_the_two_rounds_that_were_measured_together() -> None:
    pair = _pair((100, 110), (50, 60), (100, 90))

    assert pair.rate.rounds == pytest.approx([1.1, 1.2, 0.9])
    assert pair.rate.median == pytest.approx(1.1)


def test_one_odd_round_leaves_it_open_which_is_faster() -> None:
    assert "throughput the same as far as 3 rounds can tell (+10 %)" in verdict(_pair((100, 110), (50, 60), (100, 90)))


def test_what_every_round_says_is_said() -> None:
    assert "throughput lower in every round (-20 %)" in verdict(_pair((100, 80), (100, 70), (100, 90)))


def test_sagas_that_did_not_settle_are_not_passed_over() -> None:
    pair = _pair((100, 100))
    pair.new[0].unsettled = ["an order"]

    assert verdict(pair).endswith("; 1 UNSETTLED on new")


def test_a_machine_that_was_shared_is_not_passed_over() -> None:
    assert warning(0.43) == "Other processes took 43% of the machine meanwhile: this is not to be relied on."
    assert warning(0.03) == "Other processes took 3% of the machine meanwhile."
