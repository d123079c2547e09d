"""What there is to say of Quadrille beside the bare pipeline."""

import statistics
from collections.abc import Callable, Sequence
from typing import Any

from rich.table import Table

from bench.compare_pair import Pair, cost, middle, rate
from bench.load import Result
from bench.recording import figures_of
from bench.report import console
from bench.usage import OURSELVES

SIDES = ("bare", "Quadrille")


def measured(pair: Pair, before: Sequence[dict[str, float]], after: Sequence[dict[str, float]]) -> None:
    """Lines as soon as they are known, for it takes a while: rates, and what either's processes took, idle or not."""
    for name, results, at_first, at_last in zip(SIDES, (pair.base, pair.new), before, after, strict=True):
        sagas = max(1, sum(len(result.settled) for result in results))
        each = {process: 1000 * (at_last.get(process, cpu) - cpu) / sagas for process, cpu in at_first.items()}
        most = sorted(each.items(), key=lambda one: -one[1])
        costs = ", ".join(f"{process} {cost:.2f}" for process, cost in most if process != OURSELVES and cost >= 0.01)
        said = f"{pair.clients} clients, {name}: {_median(results, rate):.0f} sagas/s; CPU ms a saga: {costs}"
        console.print(said, highlight=False, soft_wrap=True)


def compared(pairs: Sequence[Pair], rows: Sequence[dict[str, float]]) -> None:
    """A line for each number of clients, then each at its best, and what either leaves."""
    table = Table(title="Sagas of a bare pipeline (same rows, same records) and of Quadrille: medians")
    measures = ("bare sagas/s", "Quadrille", "ratio", "bare p50 ms", "Quadrille", "bare CPU ms a saga", "Quadrille")
    for column in ("clients", *measures):
        table.add_column(column, justify="right")
    for pair in pairs:
        ratio, sides = pair.rate, (pair.base, pair.new)
        table.add_row(
            str(pair.clients),
            *(f"{_median(side, rate):.0f}" for side in sides),
            f"{ratio.median:.2f} ({ratio.least:.2f} … {ratio.most:.2f})",
            *(f"{1000 * _median(side, middle):.1f}" for side in sides),
            *(f"{1000 * _median(side, cost):.2f}" for side in sides),
        )
    console.print(table)
    bare = max(_median(pair.base, rate) for pair in pairs)
    ours = max(_median(pair.new, rate) for pair in pairs)
    best = f"Each at its best: Quadrille {ours:.0f} of {bare:.0f} sagas/s, {ours / bare:.0%} of the limit."
    console.print(best, highlight=False)
    each = ", ".join(f"{name} {count:.2f}/{rows[1][name]:.2f}" for name, count in rows[0].items())
    console.print(f"Rows a saga, bare/Quadrille: {each}", highlight=False)


def figures(pairs: Sequence[Pair], rows: Sequence[dict[str, float]]) -> dict[str, Any]:
    """The same for a page: of each number of clients the round that was neither the best nor the worst."""
    return {
        "rounds": len(pairs[0].base),
        "systems": {
            "bare": [_middle_round(pair.base) for pair in pairs],
            "quadrille": [_middle_round(pair.new) for pair in pairs],
        },
        "rowsASaga": {name: [round(each[name], 2) for each in rows] for name in rows[0]},
    }


def _middle_round(results: Sequence[Result]) -> dict[str, Any]:
    result = sorted(results, key=rate)[len(results) // 2]
    return {
        **figures_of(result),
        "settledPerSecond": round(rate(result), 1),
        "acceptedPerSecond": round(len(result.accepted) / result.seconds, 1),
        "cpuMsASaga": round(1000 * cost(result), 2),
    }


def _median(results: Sequence[Result], figure: Callable[[Result], float]) -> float:
    return statistics.median(map(figure, results))
