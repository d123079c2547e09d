"""`make bench`: start a stack of its own, drive it, print what it did, stop it."""

import logging
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import uvloop

from bench import duplicates, growth, logins, reads, sagas
from bench.options import Options
from bench.stage import open_stage, stack
from bench.verified import verified

ROOT = Path(__file__).resolve().parents[1]
MEASURES = {
    "sagas": sagas.measure,
    "reads": reads.measure,
    "duplicates": duplicates.measure,
    "logins": logins.measure,
}
APART = "growth"  # on stacks of its own, and only if it is named
# A few users at one address stand for very many.
WITHOUT_LIMITS = ("SUSPEND_AFTER_DECLINES", "LOGIN_FAILURES_PER_ACCOUNT", "LOGIN_FAILURES_PER_ADDRESS")


@click.command()
@click.option(
    "--only", type=click.Choice([*MEASURES, APART]), multiple=True, help="What; all but growth, if not named."
)
@click.option("--clients", default="1,20,50,200", show_default=True, help="Saga rounds: how many clients in each.")
@click.option("--connections", default=16, show_default=True, help="Connections of reads and duplicates.")
@click.option("--seconds", default=10.0, show_default=True, help="Length of a round.")
@click.option("--declined", default=0.2, show_default=True, help="Share of the sagas' orders whose card is declined.")
@click.option("--adapter", type=click.Choice(["inline", "http"]), default="inline", show_default=True)
@click.option("--orders", default=1_000_000, show_default=True, help="Growth: settled orders that are put behind.")
@click.option("--tidy", is_flag=True, help="Growth: prune and archive them all in the end, under load (10 minutes).")
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
    keep: bool,
) -> None:
    """What the system does in a second, how long it takes, and what that costs."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # a broker that is killed meanwhile shows in the figures
    environment = {
        **os.environ,
        "QUADRILLE_STACK_DIR": os.environ.get("QUADRILLE_STACK_DIR", str(ROOT / ".stack-bench")),
        "QUADRILLE_PORT_OFFSET": os.environ.get("QUADRILLE_PORT_OFFSET", "10000"),
        "PAYMENT_ADAPTER": adapter,
        **dict.fromkeys(WITHOUT_LIMITS, "1000000000"),
    }
    options = Options([int(text) for text in clients.split(",")], seconds, declined, connections, orders, tidy)
    names = [name for name in only or MEASURES if name != APART]
    well = _on_one_stack(names, options, environment, keep=keep) if names else True
    if APART in only:
        well = growth.run(environment, options) and well
    sys.exit(0 if well else 1)


def _on_one_stack(names: Sequence[str], options: Options, environment: Mapping[str, str], *, keep: bool) -> bool:
    stack("up", environment)
    try:
        return uvloop.run(_measure(names, options, environment))
    finally:
        if not keep:
            stack("down", environment)


async def _measure(names: Sequence[str], options: Options, environment: Mapping[str, str]) -> bool:
    async with open_stage(environment) as stage:
        well = all([await MEASURES[name](stage, options) for name in MEASURES if name in names])
        return await verified(stage) and well


if __name__ == "__main__":
    main()
