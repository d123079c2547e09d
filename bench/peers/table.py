"""What was measured as a table, in the terminal and in Markdown."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from bench.latency import told
from bench.performance.markdown import table

Figures = Mapping[str, Any]


def terminal(figures: Figures) -> Table:
    """A line for each system and number of clients."""
    shown = Table(title="The same saga, medians", title_justify="left")
    for column in ("system", "clients", "sagas/s", "of rounds", "p50", "p95", "p99 ms", "other answers"):
        shown.add_column(column, justify="left" if column == "system" else "right")
    for name, rounds in figures["systems"].items():
        for each in rounds:
            rates = ", ".join(f"{rate:.0f}" for rate in each["rates"])
            others = ", ".join(f"{count}× {why}" for why, count in each["others"].items()) or "0"
            cells = [str(each["clients"]), f"{each['settledPerSecond']:.0f}", rates, *_times(each, 1), others]
            shown.add_row(figures["titles"][name], *cells)
    return shown


def markdown(figures: Figures) -> str:
    """A line for each system, and below it who is left out and why."""
    systems = figures["systems"]
    counts = [str(each["clients"]) for each in next(iter(systems.values()))]
    columns = [
        "sagas a second, by clients",
        *counts,
        f"ms at {counts[0]}: p50",
        "p95",
        "p99",
        "at its best: p50",
        "p95",
        "p99",
    ]
    rows = [[figures["titles"][name], *_line(rounds)] for name, rounds in systems.items()]
    left_out = [f"{figures['titles'][name]} is left out: {why}" for name, why in figures["skipped"].items()]
    return "\n\n".join([table(columns, rows), *left_out])


def best(rounds: Sequence[Figures]) -> Figures:
    """The round with most sagas a second."""
    return max(rounds, key=lambda each: float(each["settledPerSecond"]))


def _line(rounds: Sequence[Figures]) -> list[str]:
    top = best(rounds)
    rates = [f"{each['settledPerSecond']:.0f}" for each in rounds]
    shown = [f"**{rate}**" if each is top else rate for rate, each in zip(rates, rounds, strict=True)]
    return [*shown, *_times(rounds[0], 1), *_times(top, 0)]


def _times(each: Figures, digits: int) -> list[str]:
    return told(each["settledMs"], digits)[:3]  # p50, p95 and p99
