"""The rows as a table: on the screen, and in docs/chaos.md."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from chaos.notebook import Notebook
from chaos.row import Result

COLOURS = {"ok": "green", "broken": "bold red", "skipped": "dim"}
COLUMNS = (
    *("outage", "", "accepted", "settled", "out of time", "longest stall", "slowest order"),
    *("longest wait", "charged twice", "refused", "restarted"),
)
HEAD = """\
# Outages under load
Written by `make chaos`, never by hand. In each row eight customers order through nginx before, during and after an outage,
about ten times a second in all, and ask again under the same Idempotency-Key when an answer is lost. Then every order that
was accepted has to be settled, its events have to be in the topics in order and each once, the provider's own record must
have no charge or refund too many, the tracker has to tell the same and to have seen nothing break the protocol, the
invariants have to hold, and no lock may be left beyond its time. ([What each row does](../chaos/README.md))

Out of time: cancelled, for the order service heard of no payment within its deadline, 8 s. Stall: the longest time in
which orders were waiting and none settled, as the order topic has it. Slowest order: from its 201 until it settled.
Wait: the longest time until a customer had an answer. All are seconds. Refused: answers to ask again after, by their
code; each customer had a final one in the end. Restarted: processes that ended meanwhile, the killed one included.
"""  # noqa: E501 - a page of prose

console = Console(width=160)


def show(notebook: Notebook) -> None:
    """Print the table, and what is not in order."""
    table = Table(*COLUMNS)
    for name, result in _played(notebook):
        word = f"[{COLOURS[result.word]}]{result.word}[/]"
        table.add_row(name, word, *_figures(result))
    console.print(table)
    for line in _findings(notebook):
        console.print(line, style="red", markup=False)


def markdown(notebook: Notebook) -> str:
    """The page for docs."""
    lines = [HEAD, f"{summary(notebook)}.", "", f"| {' | '.join(COLUMNS)} |", "| --- " * len(COLUMNS) + "|"]
    for name, result in _played(notebook):
        lines.append(f"| {' | '.join([name, result.word, *_figures(result)])} |")
    found = [f"- {line}" for line in _findings(notebook)]
    return "\n".join([*lines, *(["", *found] if found else []), ""])


def line(name: str, result: Result) -> str:
    """A row in a line."""
    figures = zip(COLUMNS[2:], _figures(result), strict=True)
    return f"{name}: {result.word}; " + ", ".join(f"{column} {figure}" for column, figure in figures if figure)


def summary(notebook: Notebook) -> str:
    """How much was played, and what came of it."""
    results = notebook.results.values()
    accepted, settled = sum(r.accepted for r in results), sum(r.settled for r in results)
    twice = sum(r.charged_twice for r in results)
    return (
        f"{len(results)} of {len(notebook.rows)} rows played, {len(notebook.broken)} broken: {accepted} orders"
        f" accepted, {settled} settled, {twice} charged twice"
    )


def _played(notebook: Notebook) -> Iterator[tuple[str, Result]]:
    return ((row.name, notebook.results[row.name]) for row in notebook.rows if row.name in notebook.results)


def _figures(result: Result) -> list[str]:
    if result.skipped:
        return [result.skipped, *[""] * 8]
    refused = ", ".join(f"{count}× {code}" for code, count in result.refused.items()) or "-"
    counts = (
        result.accepted,
        result.settled,
        result.out_of_time,
        result.stall,
        result.slowest,
        result.wait,
        result.charged_twice,
    )
    return [*map(str, counts), refused, ", ".join(result.restarted) or "-"]


def _findings(notebook: Notebook) -> Iterator[str]:
    for name, result in notebook.broken.items():
        for finding in result.findings:
            yield f"{name}: {finding}"
