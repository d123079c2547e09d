"""`make bench-compare BASE=<commit>`: whether today's code is as fast as that of another commit, on this machine.

Both stacks are up all the time and are loaded in turn, for a few seconds each: the machine's speed drifts within
minutes, and a stack that was just started is slower than it is later, by more than what is looked for. The idle one
takes a little of the processors, from either alike.
"""

import sys
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import click
import uvloop
from stack.cli import scale_option

from bench import compare_report as report
from bench.compare_base import checked_out
from bench.compare_neighbours import Neighbours, warning
from bench.compare_pair import Pair, both_on, round_on
from bench.environment import beside, emptied, environment_of, put_away, running, scaled
from bench.report import console
from bench.stage import open_stage
from bench.watch import Watch

WARM_UP_CLIENTS, WARM_UP_SECONDS = 20, 6.0


@click.command()
@click.argument("base")
@click.option("--rounds", default=5, show_default=True, help="Of each number of clients, on each stack in turn.")
@click.option("--clients", default="1,20,50", show_default=True)
@click.option("--seconds", default=6.0, show_default=True, help="Length of a round.")
@scale_option
@click.option("--adapter", type=click.Choice(["inline", "http"]), default="inline", show_default=True)
@click.option("--fail-below", type=float, help="Exit code 1 when a median ratio of sagas/s is below, 0.9 for instance.")
def main(
    base: str,
    rounds: int,
    clients: str,
    seconds: float,
    scales: Sequence[tuple[str, int]],
    adapter: str,
    fail_below: float | None,
) -> None:
    """Today's code beside that of the commit BASE, both driven by today's load."""
    counts = [int(text) for text in clients.split(",")]
    places = [beside(environment_of(adapter), name, ports) for name, ports in (("base", 120), ("new", 160))]
    code = Path(places[0]["QUADRILLE_STACK_DIR"] + "-code").resolve()
    with put_away() as parts:
        python = parts.enter_context(checked_out(base, code))
        for place, packages in zip(places, (str(python), sys.executable), strict=True):
            parts.enter_context(emptied(place))
            parts.enter_context(running(place, scaled(*scales), packages))
        neighbours = Neighbours([Path(place["QUADRILLE_STACK_DIR"]) for place in places])
        pairs = uvloop.run(_measure(places, counts, rounds, seconds))
        others = neighbours.share()
    report.compared(base, pairs)
    console.print(warning(others), highlight=False)
    sys.exit(1 if fail_below is not None and any(pair.rate.median < fail_below for pair in pairs) else 0)


async def _measure(
    places: Sequence[Mapping[str, str]], counts: Sequence[int], rounds: int, seconds: float
) -> list[Pair]:
    async with AsyncExitStack() as parts:
        stages = [await parts.enter_async_context(open_stage(place)) for place in places]
        watches = [await parts.enter_async_context(Watch(stage.brokers)) for stage in stages]
        sides = list(zip(stages, watches, strict=True))
        for side in sides:
            await round_on(*side, WARM_UP_CLIENTS, WARM_UP_SECONDS)
        pairs = []
        for clients in counts:
            pair = Pair(clients)
            for number in range(rounds):
                await both_on(sides, pair, seconds, base_first=number % 2 == 0)
            report.measured(pair)
            pairs.append(pair)
        return pairs


if __name__ == "__main__":
    main()
