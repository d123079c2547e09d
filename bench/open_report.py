"""Tables of what an open load came to."""

from collections.abc import Mapping

from rich.table import Table

from bench.latency import PERCENTILES, told
from bench.load import Result
from bench.outcome import Outcome
from bench.report import console


def compared(peak: Result, outcomes: Mapping[str, Outcome]) -> None:
    """What each rate came to: a line for each way that an order can go."""
    console.print(f"Peak: {peak.rate:.0f} sagas settled a second, of {peak.concurrency} clients in a closed loop")
    for name, outcome in outcomes.items():
        title = f"{name} the peak: {outcome.rate:.0f} orders a second offered, {outcome.offered} in all"
        table = Table(title=title.capitalize(), title_justify="left")
        for column in ("from when it was due until", "orders", *PERCENTILES, ""):
            table.add_column(column, justify="right" if column in PERCENTILES or column == "orders" else "left")
        refused = sum(outcome.refused.values())
        kinds = ", ".join(f"{count}× {kind}" for kind, count in outcome.refused.items())
        why = f"{kinds}; Retry-After in {outcome.told_when}" if refused else ""
        table.add_row("sent", str(outcome.sent), *told(outcome.late), "")
        table.add_row("accepted", str(outcome.accepted), *told(outcome.answered), "")
        table.add_row("refused", str(refused), *told(outcome.turned_away), why)
        goodput = f"{outcome.goodput:.0f} a second: {outcome.goodput / peak.rate:.0%} of the peak"
        table.add_row("settled", str(outcome.settled), *told(outcome.settled_after), goodput)
        console.print(table)
