"""`make simulate`: play very many schedules on all cores; a failure prints its seed and the shortest schedule."""

import os
import sys
from collections.abc import Iterator
from multiprocessing import Pool

import click

from tests.simulation.mutants import Mutant
from tests.simulation.playing import failure_of, quiet, report
from tests.simulation.roll import MUTANTS
from tests.simulation.schedules import schedule_of

CHUNK = 50
TOLD = 5  # failures that are shortened and told


@click.command()
@click.option("--schedules", default=100_000, show_default=True, help="How many to play.")
@click.option("--seed", default=0, show_default=True, help="The first seed; the others follow it.")
@click.option("--processes", default=os.cpu_count(), show_default=True)
@click.option("--mutants", is_flag=True, help="Tell of each seeded bug which seed finds it first, instead.")
def main(schedules: int, seed: int, processes: int, mutants: bool) -> None:
    """What may happen to messages, by seeds."""
    if mutants:
        for mutant in MUTANTS:
            click.echo(f"  {_first_seed(mutant):>5}  {mutant.name}")
        return
    failed = sorted(_failing(range(seed, seed + schedules), processes))
    with quiet():
        for one in failed[:TOLD]:
            click.echo(report(one))
    click.echo(f"{schedules} schedules from seed {seed}: {len(failed)} failed{_seeds(failed)}")
    sys.exit(1 if failed else 0)


def _failing(seeds: range, processes: int) -> Iterator[int]:
    chunks = [seeds[n : n + CHUNK] for n in range(0, len(seeds), CHUNK)]
    with Pool(processes) as pool, click.progressbar(length=len(seeds), label="schedules", show_pos=True) as bar:
        for played, failing in pool.imap_unordered(_play, chunks):
            bar.update(played)
            yield from failing


def _play(seeds: range) -> tuple[int, list[int]]:
    with quiet():
        return len(seeds), [seed for seed in seeds if failure_of(schedule_of(seed))]


def _first_seed(mutant: Mutant) -> int | str:
    with quiet():
        found = mutant.first_seed(1000)
    return "none" if found is None else found


def _seeds(failed: list[int]) -> str:
    return f": {', '.join(map(str, failed[:20]))}" if failed else ""


if __name__ == "__main__":
    main()
