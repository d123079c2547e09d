"""The matrix as a table: on the screen, and in docs/crash-matrix.md."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import Console
from rich.table import Table

from crash.matrix import Cell, Matrix
from crash.rows import Row

COLOURS = {"ok": "green", "broken": "bold red", "-": "dim", "": "dim"}
HEAD = """\
# The crash matrix
Written by `make crash-matrix`, never by hand. Each row is a service and one of its
[failpoints](../libs/common/common/failpoints.py), each column a path of the saga. In each cell a new order walks the path with
real processes, and the first process of the service to come to the failpoint is killed there, once, by SIGKILL. Then the
order has to be settled, its events have to be in the topics in order and each once, the provider's own record must have no
charge or refund too many, the tracker has to tell the same and to have seen nothing break the protocol, the invariants
have to hold, and no lock may be left beyond its time. ([How](../crash/README.md))

"ok": a process was killed, and all came right. "-": the path does not come there, nobody was killed.
"""  # noqa: E501 - a page of prose

console = Console(width=140)


def show(matrix: Matrix) -> None:
    """Print the table, and what is not in order."""
    rows, walks = _axes(matrix)
    table = Table("service", "failpoint", *walks)
    for row in rows:
        words = [_word(matrix, (row, walk)) for walk in walks]
        table.add_row(row.service, row.failpoint, *(f"[{COLOURS[word]}]{word}[/]" for word in words))
    console.print(table)
    for line in _broken(matrix):
        console.print(line, style="red", markup=False)


def markdown(matrix: Matrix) -> str:
    """The page for docs."""
    rows, walks = _axes(matrix)
    lines = [HEAD, f"{summary(matrix)}.", ""]
    lines += [f"| service | failpoint | {' | '.join(walks)} |", "| --- " * (2 + len(walks)) + "|"]
    for row in rows:
        lines.append(f"| {row.service} | {row.failpoint} | {' | '.join(_word(matrix, (row, w)) for w in walks)} |")
    return "\n".join([*lines, *(["", *(f"- {line}" for line in _broken(matrix))] if matrix.broken else []), ""])


def summary(matrix: Matrix) -> str:
    """How much was played, and what came of it."""
    results = matrix.results.values()
    killed = sum(result.reached for result in results)
    return f"{len(results)} of {len(matrix.cells)} cells played: {killed} with a death, {len(matrix.broken)} broken"


def _axes(matrix: Matrix) -> tuple[Sequence[Row], Sequence[str]]:
    rows = dict.fromkeys(row for row, _ in matrix.cells)
    by_service = sorted(rows, key=lambda row: row.service)  # stable: failpoints stay in the catalogue's order
    grouped = [row for _, group in groupby(by_service, key=lambda row: row.service) for row in group]
    return grouped, list(dict.fromkeys(walk for _, walk in matrix.cells))


def _word(matrix: Matrix, cell: Cell) -> str:
    return matrix.results[cell].word if cell in matrix.results else ""


def _broken(matrix: Matrix) -> Iterator[str]:
    for (row, walk), result in matrix.broken.items():
        yield f"{row}, {walk}: {'; '.join(result.findings)}"
