"""Tables of what a service was seen doing."""

from collections import Counter

from rich.table import Table

from bench import report
from bench.load import Result
from bench.profile_sampler import Sampler, by_package, own, total

PACKAGES = 15


def load(result: Result) -> None:
    """What went through meanwhile: slower than without anybody looking."""
    report.console.print(
        f"{result.concurrency} clients: {len(result.settled) / result.seconds:.0f} sagas/s, "
        f"p50 {report.ms(result.settled, 50)} ms, unsettled {len(result.unsettled)}"
    )


def profile(sampler: Sampler, spent: float, top: int) -> None:
    """What took the most, of `spent` CPU ms a saga: by package, by function itself, and with what it called."""
    stacks = sampler.stacks
    report.console.print(f"\n[bold]{sampler.name}[/]: {stacks.total()} samples, {spent:.2f} CPU ms a saga")
    for title, found, lines in (
        ("By package, own", by_package(stacks), PACKAGES),
        ("By function, own", own(stacks), top),
        ("By function, with what it calls", total(stacks), top),
    ):
        _shares(title, found, stacks.total(), spent, lines)
    report.console.print(f"Flame graph: {sampler.graph}\nEvery stack:  {sampler.written}", soft_wrap=True)


def _shares(title: str, found: Counter[str], samples: int, spent: float, lines: int) -> None:
    table = Table(title=title, title_justify="left", box=None)
    for column in ("%", "ms a saga"):
        table.add_column(column, justify="right")
    table.add_column("", overflow="fold")
    for name, count in found.most_common(lines):
        share = count / max(samples, 1)
        table.add_row(f"{100 * share:.1f}", f"{spent * share:.3f}", name)
    report.console.print(table, markup=False)
