"""`make bench`: start a stack of its own, drive it, print what it did, stop it."""

import logging
import sys
from collections.abc import Mapping, Sequence

import click
import uvloop
from stack.cli import scale_option
from stack.settings import SCALE

from bench import duplicates, growth, logins, open_loop, reads, report, sagas
from bench.environment import environment_of, put_away, running, scaled
from bench.options import Options
from bench.orders import DECLINED
from bench.stage import open_stage
from bench.verified import verified

MEASURES = {
    "sagas": sagas.measure,
    "reads": reads.measure,
    "duplicates": duplicates.measure,
    "logins": logins.measure,
    "open": open_loop.measure,
}
GROWTH = "growth"  # on stacks of its own
APART = {"open", GROWTH}  # which are measured only if they are named


@click.command()
@click.option(
    "--only", type=click.Choice([*MEASURES, GROWTH]), multiple=True, help="What; all but open and growth, if not named."
)
@click.option("--clients", default="1,20,50,100", show_default=True, help="Saga rounds: how many clients in each.")
@click.option("--connections", default=16, show_default=True, help="Connections of reads and duplicates.")
@click.option("--seconds", default=10.0, show_default=True, help="Length of a round.")
@click.option("--declined", default=DECLINED, show_default=True, help="Share of the sagas' cards that are declined.")
@click.option("--adapter", type=click.Choice(["inline", "http"]), default="inline", show_default=True)
@click.option("--orders", default=1_000_000, show_default=True, help="Growth: settled orders that are put behind.")
@click.option("--tidy", is_flag=True, help="Growth: prune and archive them all in the end, under load (10 minutes).")
@scale_option
@click.option("--record", is_flag=True, help="Write the figures to docs/figures, of which docs/performance.md is made.")
@click.option("--keep", is_flag=True, help="Leave the stack running.")
def main(
    only: Sequence[str],
    clients: str,
    connections: int,
    seconds: float,
    declined: float,
    adapter: str,
    orders: int,
    tidy: bool,
    scales: Sequence[tuple[str, int]],
    record: bool,
    keep: bool,
) -> None:
    """What the system does in a second, how long it takes, and what that costs."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # a broker that is killed meanwhile shows in the figures
    environment, counts = environment_of(adapter), [int(text) for text in clients.split(",")]
    options = Options(counts, seconds, declined, connections, orders, tidy, dict(scales), record)
    report.scale({**SCALE, **options.scale})
    names = [name for name in only or MEASURES if name in only or name not in APART]
    alone = [name for name in names if name != GROWTH]
    well = _on_one_stack(alone, options, environment, keep=keep) if alone else True
    if GROWTH in names:
        well = growth.run(environment, options) and well
    sys.exit(0 if well else 1)


def _on_one_stack(names: Sequence[str], options: Options, environment: Mapping[str, str], *, keep: bool) -> bool:
    with put_away() as parts:
        parts.enter_context(running(environment, scaled(*options.scale.items()), keep=keep))
        return uvloop.run(_measure(names, options, environment))


async def _measure(names: Sequence[str], options: Options, environment: Mapping[str, str]) -> bool:
    async with open_stage(environment) as stage:
        well = all([await MEASURES[name](stage, options) for name in MEASURES if name in names])
        return await verified(stage) and well


if __name__ == "__main__":
    main()
