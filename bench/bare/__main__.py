"""`python -m bench.bare`: Quadrille beside the same sagas with nothing but drivers, what fraction of the limit it is.

Each has servers of its own, of the same kind and with the same settings, so that neither's rows are in the other's way.
Both are up all the time and are loaded in turn by the same load: the one through nginx and a gateway, with tokens, the
other at its order process itself.
"""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack

import click
import uvloop
from stack.cli import scale_option

from bench.bare import report
from bench.bare.place import bare_stage
from bench.bare.rows import rows_a_saga
from bench.compare_neighbours import Neighbours, warning
from bench.compare_pair import Pair, both_on, round_on
from bench.databases import analyzed
from bench.environment import beside, emptied, environment_of, put_away, running, scaled
from bench.figures import record
from bench.report import console
from bench.stage import open_stage
from bench.usage import cpu
from bench.watch import Watch

WARM_UP_CLIENTS, WARM_UP_SECONDS = 20, 5.0
ONE_OF_EACH = dict.fromkeys(("gateway", "order", "payment", "auth", "tracker"), 1)  # as the bare pipeline has it


@click.command()
@click.option("--rounds", default=3, show_default=True, help="Of each number of clients, on each in turn.")
@click.option("--clients", default="20,50,100", show_default=True, help="The best of these counts, of each its own.")
@click.option("--seconds", default=6.0, show_default=True, help="Length of a round.")
@scale_option
@click.option("--record", "writes", is_flag=True, help="Write the figures down, for the page that shows them.")
def main(rounds: int, clients: str, seconds: float, scales: Sequence[tuple[str, int]], writes: bool) -> None:
    """How many sagas a second Quadrille settles, and how many the same rows and records would allow."""
    places = [beside(environment_of(), name, ports) for name, ports in (("bare", 200), ("beside-bare", 240))]
    counts, scale = [int(text) for text in clients.split(",")], {**ONE_OF_EACH, **dict(scales)}
    with put_away() as parts:
        for place, options in zip(places, (["--only=infra"], scaled(*scale.items())), strict=True):
            parts.enter_context(emptied(place))
            parts.enter_context(running(place, options))
        pairs, rows, others = uvloop.run(_measure(places, counts, rounds, seconds))
    report.compared(pairs, rows)
    console.print(warning(others), highlight=False)
    if writes:
        record("bare", {"scale": scale, **report.figures(pairs, rows), "others": round(others, 3)})
    sys.exit(0 if not any(result.unsettled for pair in pairs for result in (*pair.base, *pair.new)) else 1)


async def _measure(
    places: Sequence[Mapping[str, str]], counts: Sequence[int], rounds: int, seconds: float
) -> tuple[list[Pair], list[dict[str, float]], float]:
    """For each number of clients the bare pipeline's rounds as `base` and Quadrille's as `new`; rows a saga of both;
    and what share of the machine others took."""
    async with AsyncExitStack() as parts:
        stages = [await parts.enter_async_context(opened) for opened in (bare_stage(places[0]), open_stage(places[1]))]
        watches = [await parts.enter_async_context(Watch(stage.brokers)) for stage in stages]
        sides = list(zip(stages, watches, strict=True))
        for side in sides:
            await round_on(*side, WARM_UP_CLIENTS, WARM_UP_SECONDS)
            await asyncio.to_thread(analyzed, side[0])  # what was planned for empty tables is slow by now
        neighbours, pairs = Neighbours([stage.home for stage in stages]), [Pair(count) for count in counts]
        for pair in pairs:
            before = [cpu(stage.home) for stage in stages]
            for number in range(rounds):
                await both_on(sides, pair, seconds, base_first=number % 2 == 0)
            report.measured(pair, before, [cpu(stage.home) for stage in stages])
        others = neighbours.share()
        return pairs, [await rows_a_saga(stage) for stage in stages], others


if __name__ == "__main__":
    main()
