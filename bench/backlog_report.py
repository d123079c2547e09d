"""What there is to say of services that were away and caught up."""

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from bench.backlog_away import CaughtUp
from bench.report import console


def back(found: CaughtUp) -> None:
    """A line as soon as it is known, for it takes a while."""
    console.print(f"{found.away.name} has caught up: {found.rate:,.0f} events/s", style="bold", highlight=False)


def caught_up(found: Sequence[CaughtUp]) -> None:
    """A line for each service."""
    table = Table(title="Caught up after an outage, in one process", title_justify="left")
    for column in ("service", "events", "handled", "seconds", "events/s", "what waited"):
        table.add_column(column, justify="left" if column in {"service", "what waited"} else "right")
    for each in found:
        table.add_row(
            each.away.name,
            f"{each.events:,}",
            f"{each.handled:,}",
            f"{each.seconds:.1f}",
            f"{each.rate:,.0f}",
            each.away.what,
        )
    console.print(table)


def figures(orders: int, found: Sequence[CaughtUp]) -> dict[str, Any]:
    """The same for a page."""
    return {
        "orders": orders,
        "services": {
            each.away.name: {
                "events": each.events,
                "handled": each.handled,
                "seconds": round(each.seconds, 1),
                "perSecond": round(each.rate),
                "what": each.away.what,
            }
            for each in found
        },
    }
