"""Whatever happens to messages on their way, every order comes to its end, and money, books and stories agree."""

import pytest

from tests.simulation.playing import failure_of, quiet, report, told
from tests.simulation.schedules import schedule_of

SCHEDULES = 2500  # `make simulate` plays 100,000
PART = 250


@pytest.mark.parametrize("first", range(0, SCHEDULES, PART))
def test_any_schedule_ends_well(first: int) -> None:
    with quiet():
        failed = next((seed for seed in range(first, first + PART) if failure_of(schedule_of(seed))), None)
        assert failed is None, report(failed)


def test_a_seed_stands_for_one_schedule_and_what_it_leads_to() -> None:
    with quiet():
        for seed in range(20):
            assert schedule_of(seed) == schedule_of(seed)
            assert list(told(schedule_of(seed))) == list(told(schedule_of(seed)))
