"""A dashboard as it is declared: rows of panels, each of which shows some queries."""

from collections.abc import Sequence
from dataclasses import dataclass

WINDOW = "$__rate_interval"  # Grafana's own: four scrapes at least


@dataclass(frozen=True)
class Query:
    """PromQL, and what its series are called."""

    expr: str
    legend: str = ""


@dataclass(frozen=True)
class Panel:
    """`unit` is one of Grafana's; a `single` figure is shown as a number, red when it is over `limit`."""

    title: str
    unit: str
    queries: Sequence[Query]
    help: str = ""
    single: bool = False
    limit: float | None = None


@dataclass(frozen=True)
class Row:
    """Panels side by side, as many as fit."""

    title: str
    panels: Sequence[Panel]


@dataclass(frozen=True)
class Board:
    """`name` is its file's and its address'; with `chosen`, one label of `up` is chosen at its top."""

    name: str
    title: str
    rows: Sequence[Row]
    chosen: str = ""

    @property
    def queries(self) -> list[str]:
        """All PromQL in it, in which `$service` and Grafana's own variables stand for something."""
        return [query.expr for row in self.rows for panel in row.panels for query in panel.queries]


def rate(metric: str, by: str, where: str = "") -> str:
    """How often in a second, summed."""
    return f"sum by ({by}) (rate({metric}{where}[{WINDOW}]))"


def quantiles(histogram: str, where: str = "", by: str = "") -> list[Query]:
    """The 50th, 95th and 99th percentile, together or for each `by`."""
    legend = f" {{{{{by}}}}}" if by else ""
    labels = f"le, {by}" if by else "le"
    return [
        Query(f"histogram_quantile({q}, {rate(f'{histogram}_bucket', labels, where)})", f"p{q[2:]}{legend}")
        for q in ("0.50", "0.95", "0.99")
    ]


def mean(histogram: str, by: str, where: str = "") -> str:
    """The mean of what was observed."""
    return f"{rate(f'{histogram}_sum', by, where)} / {rate(f'{histogram}_count', by, where)}"
