"""`python -m bench.peers`: the place-order saga on Quadrille and on durable execution engines, in turn."""

import logging
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from shutil import rmtree

import click
from stack.cli import scale_option
from stack.settings import SCALE

from bench.environment import beside, environment_of, put_away
from bench.orders import DECLINED
from bench.peers import dbos, restate
from bench.peers.compared import System, compare
from bench.peers.place import place_of
from bench.peers.postgres import server_of
from bench.peers.processes import sweep
from bench.peers.quadrille import Quadrille
from bench.peers.table import terminal
from bench.peers.temporal import TEMPORAL
from bench.peers.written import write
from bench.report import console

PEERS = (restate.TYPESCRIPT, restate.PYTHON, dbos.TYPESCRIPT, dbos.PYTHON, TEMPORAL)
NAMES = ("quadrille", *(peer.name for peer in PEERS))


@click.command()
@click.option("--rounds", default=3, show_default=True, help="Turns of each system; medians count.")
@click.option("--seconds", default=5.0, show_default=True, help="For each number of clients in a turn.")
@click.option("--clients", default="1,20,50,100", show_default=True, help="How many at once.")
@click.option("--declined", default=DECLINED, show_default=True, help="Share of the orders whose card is declined.")
@click.option("--only", type=click.Choice(NAMES), multiple=True, help="Which systems; all, if none is named.")
@scale_option
@click.option("--record", is_flag=True, help="Write figures, chart and the README's table down.")
def main(
    rounds: int,
    seconds: float,
    clients: str,
    declined: float,
    only: Sequence[str],
    scales: Sequence[tuple[str, int]],
    record: bool,
) -> None:
    """Sagas a second beside DBOS, Restate and Temporal, which are installed into a cache folder at the first run."""
    if only and record:
        raise click.UsageError("What is recorded has all systems: leave out --only or --record.")
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    stack = beside(environment_of(), "peers", 0)
    scale = {**dict.fromkeys(SCALE, 1), **dict(scales)}  # one of each suits two cores best
    systems: list[System] = [each for each in (Quadrille(stack, scale), *PEERS) if not only or each.name in only]
    counts = [int(text) for text in clients.split(",")]
    database = beside(stack, "postgres", 0)
    with put_away() as parts:
        server = parts.enter_context(server_of(database))
        home = Path(stack["QUADRILLE_STACK_DIR"] + "-programs")
        place = place_of(stack, home, server, Path(database["QUADRILLE_STACK_DIR"]))
        sweep(place.home)
        logs = parts.enter_context(ExitStack())
        logs.callback(rmtree, place.home, ignore_errors=True)
        parts.callback(sweep, place.home)
        comparison = compare(systems, place, rounds, counts, seconds, declined)
        if comparison.skipped:
            logs.pop_all()  # somebody will want to read them
    asked = {"scale": scale, "rounds": rounds, "seconds": seconds, "declined": declined}
    figures = {
        **asked,
        "titles": {system.name: system.title for system in systems},
        "systems": comparison.figures(),
        "skipped": comparison.skipped,
    }
    console.print(terminal(figures))
    if record and figures["systems"]:
        write(figures)
    sys.exit(0 if figures["systems"] else 1)


if __name__ == "__main__":
    main()
