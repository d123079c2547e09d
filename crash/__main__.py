"""`make crash-matrix`: start stacks of its own, kill a process in each cell, print the matrix and write it down."""

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from crash import report
from crash.arming import FILE
from crash.cell import Result
from crash.matrix import Cell, Matrix, Place, play_all
from crash.rows import rows
from crash.walks import WALKS

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "crash-matrix.md"
BESIDE = 20  # ports from one stack to the next: no service has so many replicas
SETTINGS = {
    "FAILPOINT_FILE": FILE,
    "PAYMENT_DEADLINE_SECONDS": "8",
    "ORDER_LOCK_SECONDS": "8",  # who died with a lock is waited for that long
    "SUSPEND_AFTER_DECLINES": "1000000",
}


@click.command()
@click.option("--walk", "walks", type=click.Choice(list(WALKS)), multiple=True, help="A path to walk; all, if none.")
@click.option("--row", "wanted", multiple=True, help="Rows to play, by a part of their name; all, if none.")
@click.option("--plan", default="kill", show_default=True, help="What happens there: transient, delay:3, kill@2 …")
@click.option("--stacks", default=2, show_default=True, help="How many stacks work at it: a cell mostly waits.")
@click.option("--resume", is_flag=True, help="Go on where the last run ended; what was broken is played again.")
def main(walks: Sequence[str], wanted: Sequence[str], plan: str, stacks: int, resume: bool) -> None:
    """Every failpoint on every path of the saga; exits with 1 if anything is broken."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    chosen = [row for row in rows(plan) if not wanted or any(part in str(row) for part in wanted)]
    home = Path(os.environ.get("QUADRILLE_STACK_DIR", ROOT / ".stack-crash"))
    offset = int(os.environ.get("QUADRILLE_PORT_OFFSET", "11000"))
    places = [Place(home.with_name(f"{home.name}-{n + 1}"), offset + BESIDE * n) for n in range(stacks)]
    matrix = Matrix(home.with_name(f"{home.name}.json"), [(row, walk) for walk in walks or WALKS for row in chosen])
    if resume:
        matrix.resume()
    try:
        for place in places:
            _stack("clean", place)  # an invariant that an earlier run broke is no finding of this one
            _stack("up", place)
        wrong = asyncio.run(_play(matrix, places))
    except KeyboardInterrupt:
        wrong = ["interrupted; --resume goes on"]
    finally:
        for place in places:
            _stack("down", place)
    report.show(matrix)
    click.echo("\n".join([report.summary(matrix), *wrong]))
    if plan == "kill" and not (walks or wanted):
        PAGE.write_text(report.markdown(matrix))
    sys.exit(1 if matrix.broken or wrong else 0)


async def _play(matrix: Matrix, places: Sequence[Place]) -> list[str]:
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=report.console) as progress:
        task = progress.add_task("", total=len(matrix.cells), completed=len(matrix.results))

        def played(cell: Cell, result: Result) -> None:
            row, walk = cell
            progress.update(task, advance=1, description=f"{row}, {walk}: {result.word}")
            if result.findings or not report.console.is_terminal:
                progress.console.print(f"{row!s:<28} {walk:<12} {result.word}", *result.findings, markup=False)

        return await play_all(matrix, places, played)


def _stack(command: str, place: Place) -> None:
    ours = {"QUADRILLE_STACK_DIR": str(place.home), "QUADRILLE_PORT_OFFSET": str(place.offset)}
    subprocess.run([sys.executable, "-m", "stack", command], env={**os.environ, **SETTINGS, **ours}, check=True)


if __name__ == "__main__":
    main()
