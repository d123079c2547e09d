"""`make chaos`: start a stack of its own, bring each outage about under load, print what came of it, write it down."""

import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from stack.settings import Settings

from chaos import report
from chaos.clock import HOOK
from chaos.disk import small_disk, unmount
from chaos.network import all_detours
from chaos.notebook import Notebook
from chaos.processes import stack
from chaos.row import play
from chaos.rows import ROWS
from chaos.scene import open_scene

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "chaos.md"
# What a few users at one address do stands for very many.
WITHOUT_LIMITS = ("SUSPEND_AFTER_DECLINES", "LOGIN_FAILURES_PER_ACCOUNT", "LOGIN_FAILURES_PER_ADDRESS")
SETTINGS = {
    "QUADRILLE_DETOUR": "40",
    "PYTHONPATH": os.pathsep.join([str(HOOK), *filter(None, [os.environ.get("PYTHONPATH")])]),
    "PAYMENT_ADAPTER": "http",
    "PAYMENT_DEADLINE_SECONDS": "8",
    "ORDER_LOCK_SECONDS": "8",  # who died with a lock is waited for that long
    **dict.fromkeys(WITHOUT_LIMITS, "1000000"),
}


@click.command()
@click.option("--row", "wanted", multiple=True, help="Rows to play, by a part of their name; all, if none.")
@click.option("--resume", is_flag=True, help="Go on where the last run ended; what was broken is played again.")
def main(wanted: Sequence[str], resume: bool) -> None:
    """Every outage under load; exits with 1 if anything was lost, charged twice, or is not as it should be."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # that a broker is away is no news here
    ours = {
        "QUADRILLE_STACK_DIR": os.environ.get("QUADRILLE_STACK_DIR", str(ROOT / ".stack-chaos")),
        "QUADRILLE_PORT_OFFSET": os.environ.get("QUADRILLE_PORT_OFFSET", "13000"),
    }
    settings = Settings.load({**os.environ, **SETTINGS, **ours})
    rows = [row for row in ROWS if not wanted or any(part in row.name for part in wanted)]
    notebook = Notebook(settings.home.with_name(f"{settings.home.name}.json"), rows)
    if resume:
        notebook.resume()
    asyncio.run(_play(settings, notebook))
    report.show(notebook)
    click.echo(report.summary(notebook))
    if not wanted:
        PAGE.write_text(report.markdown(notebook))
    sys.exit(1 if notebook.broken else 0)


async def _play(settings: Settings, notebook: Notebook) -> None:
    stack(settings, "down")
    unmount(settings)
    stack(settings, "clean")  # an invariant that an earlier run broke is no finding of this one
    with small_disk(settings):
        async with all_detours(settings) as detours:
            try:
                await asyncio.to_thread(stack, settings, "up")
                async with open_scene(settings, detours) as scene:
                    with _progress() as progress:
                        task = progress.add_task("", total=len(notebook.rows), completed=len(notebook.results))
                        for row in notebook.left:
                            progress.update(task, description=row.name)
                            result = await play(scene, row)
                            notebook.note(row, result)
                            progress.console.print(
                                report.line(row.name, result), *result.findings, markup=False, sep="\n"
                            )
                            progress.update(task, advance=1)
            finally:
                await asyncio.to_thread(stack, settings, "down")


def _progress() -> Progress:
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    return Progress(*columns, console=report.console)


if __name__ == "__main__":
    main()
