"""Tables of what was measured with many orders behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table

from bench.load import Result
from bench.report import console, ms


@dataclass(frozen=True)
class Tidied:
    """How many rows were put away, and in how many seconds."""

    what: str
    rows: int
    seconds: float


def seeded(orders: int, rows: Mapping[str, int], seconds: float) -> None:
    """What was put behind."""
    each = ", ".join(f"{count} {table}" for table, count in rows.items())
    console.print(f"{orders:,} settled orders put behind in {seconds:.0f} s; rows of each: {each}", soft_wrap=True)


def compared(orders: int, before: Sequence[Result], after: Sequence[Result]) -> None:
    """A line for each number of clients: both rates, their ratio, times of sagas, and what one took of the machine."""
    table = Table(title=f"Sagas on an empty stack, and with {orders:,} orders behind", title_justify="left")
    columns = (
        "clients",
        "settled/s empty",
        "behind",
        "ratio",
        "p50 ms empty",
        "behind",
        "CPU ms a saga empty",
        "behind",
    )
    for column in columns:
        table.add_column(column, justify="right")
    for empty, full in zip(before, after, strict=True):
        rates = empty.rate, full.rate
        times = [ms(each.settled, 50) for each in (empty, full)]
        costs = [f"{1000 * each.cpu / max(len(each.settled), 1):.1f}" for each in (empty, full)]
        ratio = f"{rates[1] / rates[0]:.2f}" if rates[0] else "-"
        table.add_row(str(empty.concurrency), f"{rates[0]:.0f}", f"{rates[1]:.0f}", ratio, *times, *costs)
    console.print(table)


def tidied(done: Sequence[Tidied], meanwhile: Sequence[Result]) -> None:
    """How long each kind of row took to be put away, and how sagas went on meanwhile."""
    table = Table(title="Pruning and archiving all of it, under load", title_justify="left")
    for column in ("what", "rows", "seconds", "rows/s"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for each in done:
        table.add_row(each.what, f"{each.rows:,}", f"{each.seconds:.1f}", f"{each.rows / each.seconds:,.0f}")
    console.print(table)
    settled, seconds = sum(len(r.settled) for r in meanwhile), sum(r.seconds for r in meanwhile)
    console.print(f"Meanwhile {meanwhile[0].concurrency} clients: {settled / seconds:.0f} sagas settled a second.")
