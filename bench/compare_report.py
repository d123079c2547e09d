"""Tables of two commits side by side, and what to say of them."""

import statistics
from collections.abc import Callable, Sequence

from rich.table import Table

from bench.compare_pair import Pair, Ratio, cost, middle, rate
from bench.load import Result
from bench.report import console


def measured(pair: Pair) -> None:
    """A line as soon as it is known, for it takes a while."""
    console.print(f"{pair.clients} clients: sagas/s × {_spread(pair.rate)}", highlight=False)


def compared(base: str, pairs: Sequence[Pair]) -> None:
    """A line for each number of clients: medians of both, and the ratio of each with its least and most."""
    table = Table(title=f"{base} → today's code: medians, and new / base (least … most of the rounds)")
    for column in ("clients", "sagas/s", "ratio", "p50 ms", "ratio", "CPU ms a saga", "ratio"):
        table.add_column(column, justify="right")
    for pair in pairs:
        table.add_row(
            str(pair.clients),
            *(_both(pair, rate, 1, 0), _spread(pair.rate)),
            *(_both(pair, middle, 1000, 1), _spread(pair.time)),
            *(_both(pair, cost, 1000, 2), _spread(pair.cost)),
        )
    console.print(table)
    for pair in pairs:
        console.print(f"{pair.clients} clients: {verdict(pair)}", highlight=False)


def verdict(pair: Pair) -> str:
    """What can be said of sagas/s and CPU: only what every round says."""
    return f"throughput {_said(pair.rate, 'higher', 'lower')}, CPU a saga {_said(pair.cost, 'higher', 'lower')}" + (
        _unsettled(pair)
    )


def _said(ratio: Ratio, more: str, less: str) -> str:
    if ratio.least > 1 or ratio.most < 1:
        return f"{more if ratio.least > 1 else less} in every round ({100 * (ratio.median - 1):+.0f} %)"
    return f"the same as far as {len(ratio.rounds)} rounds can tell ({100 * (ratio.median - 1):+.0f} %)"


def _unsettled(pair: Pair) -> str:
    counts = {name: sum(len(r.unsettled) for r in side) for name, side in (("base", pair.base), ("new", pair.new))}
    return "".join(f"; {count} UNSETTLED on {name}" for name, count in counts.items() if count)


def _spread(ratio: Ratio) -> str:
    return f"{ratio.median:.2f} ({ratio.least:.2f} … {ratio.most:.2f})"


def _both(pair: Pair, figure: Callable[[Result], float], scale: float, digits: int) -> str:
    old, new = (statistics.median(figure(result) for result in side) for side in (pair.base, pair.new))
    return f"{scale * old:.{digits}f} → {scale * new:.{digits}f}"
