"""How verifying looks: a bar while it goes on, then a table of the checks, and a line for each offender."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from quadrille.verify import run
from quadrille.verify.verdict import Check, Verdict

PIPED_WIDTH = 120


def console() -> Console:
    """Where it is shown; as wide as the table when piped."""
    made = Console(highlight=False)
    if not made.is_terminal:
        made.width = PIPED_WIDTH
    return made


@contextmanager
def bar(on: Console) -> Iterator[run.Progress]:
    """Moves as orders are checked; on a terminal only."""
    columns = (BarColumn(), MofNCompleteColumn(), "orders", TimeRemainingColumn())
    with Progress(*columns, console=on, transient=True, disable=not on.is_terminal) as progress:
        task = progress.add_task("", total=None)
        yield lambda checked, total: progress.update(task, completed=checked, total=total)


def table(verdict: Verdict) -> Table:
    """A line a check."""
    made = Table(show_edge=False, pad_edge=False)
    for name, justify in (("", "left"), ("must be", "right"), ("is", "right"), ("", "left")):
        made.add_column(name, justify=justify)  # type: ignore[arg-type]
    for check in verdict.checks:
        made.add_row(check.name, str(check.expected), str(check.actual), _word(check))
    return made


def summary(verdict: Verdict) -> str:
    """What was done, in a line or two."""
    lines = [f"{verdict.checked} orders checked in {verdict.seconds:.1f} s."]
    if verdict.dead_letters:
        waiting = ", ".join(f"{count} of {service}" for service, count in verdict.dead_letters.items())
        lines.append(f"Dead letters wait: {waiting}; `quadrille dead-letters list` shows them.")
    return "\n".join(lines)


def _word(check: Check) -> Text:
    return Text("holds", "green") if check.holds else Text("BROKEN", "bold red")
