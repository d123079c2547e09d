"""`quadrille capacity`: print the plan, or write the one for 100 million orders a day down."""

from pathlib import Path

import click

from quadrille.capacity.measured import measured
from quadrille.capacity.page import NOTICE, page
from quadrille.capacity.plan import Wanted
from quadrille.capacity.saga import left
from quadrille.choreography.catalogue import collect

DOCS = Path("docs")


@click.command()
@click.option("--orders", type=click.IntRange(min=1), default=100_000_000, show_default=True, help="Orders a day.")
@click.option("--peak", type=click.FloatRange(min=1), default=5.0, show_default=True, help="Peak second over average.")
@click.option("--busy", type=click.FloatRange(0, 1, min_open=True), default=0.6, show_default=True, help="Of a core.")
@click.option(
    "--figures",
    type=click.Path(file_okay=False, path_type=Path),
    default=DOCS / "figures",
    show_default=True,
    help="What was measured, of which the plan is made.",
)
@click.option("--write", is_flag=True, help="Write it to docs/capacity.md instead.")
def capacity(orders: int, peak: float, busy: float, figures: Path, write: bool) -> None:
    """Reckon what so many orders a day ask for: events, disks, rows, partitions, processes."""
    try:
        known = measured(figures)
    except FileNotFoundError as missing:
        raise click.ClickException(f"{missing.filename} is not there: run this in the repository.") from missing
    text = page(Wanted(orders, peak, busy), known, left(collect(), known.declined))
    if write:
        (DOCS / "capacity.md").write_text(f"{NOTICE}\n{text}")
        click.echo(f"wrote {DOCS / 'capacity.md'}")
    else:
        click.echo(text, nl=False)
