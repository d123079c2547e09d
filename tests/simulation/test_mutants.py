"""Every seeded bug is caught by the schedule that is named with it; with such a bug, a schedule can be shortened."""

from collections.abc import Iterator

import pytest

from tests.simulation.mutants import Mutant
from tests.simulation.playing import failure_of, quiet, report, shortest
from tests.simulation.roll import MUTANTS
from tests.simulation.schedules import schedule_of

FEW = 300  # schedules within which a bug has to show


@pytest.fixture(autouse=True)
def no_logs() -> Iterator[None]:
    with quiet():
        yield


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name.replace(" ", "-"))
def test_a_seeded_bug_is_found_by_its_schedule(mutant: Mutant) -> None:
    assert mutant.seed < FEW
    schedule = schedule_of(mutant.seed)
    assert failure_of(schedule) == ""
    with mutant.at_large():
        assert failure_of(schedule), "find its seed anew: python -m tests.simulation --mutants"


def test_there_are_ten_bugs_at_least() -> None:
    assert len({mutant.name for mutant in MUTANTS}) >= 10


@pytest.mark.parametrize("mutant", MUTANTS[:3], ids=lambda mutant: mutant.name.replace(" ", "-"))
def test_a_failure_is_told_by_its_seed_and_a_schedule_that_lacks_nothing(mutant: Mutant) -> None:
    with mutant.at_large():
        schedule = shortest(schedule_of(mutant.seed))
        assert len(schedule) < len(schedule_of(mutant.seed))
        for n in range(len(schedule)):
            assert not failure_of([*schedule[:n], *schedule[n + 1 :]])
        assert report(mutant.seed).startswith(f"seed {mutant.seed}: ")
