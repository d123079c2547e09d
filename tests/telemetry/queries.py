"""All PromQL of the alerts and the dashboards, as Prometheus takes it."""

from pathlib import Path
from typing import Any

import yaml

from telemetry.boards import BOARDS

TELEMETRY = Path(__file__).parents[2] / "telemetry"


def rules() -> list[dict[str, Any]]:
    """The alerts."""
    (path,) = (TELEMETRY / "rules").glob("*.yaml")
    return [rule for group in yaml.safe_load(path.read_text())["groups"] for rule in group["rules"]]


def queries(service: str = "order", window: str = "1m") -> dict[str, str]:
    """By where they stand; `service` is chosen, and rates are over the `window`."""
    asked = {f"the alert {rule['alert']}": rule["expr"] for rule in rules()}
    for board in BOARDS:
        for row in board.rows:
            for panel in row.panels:
                for number, query in enumerate(panel.queries, start=1):
                    expr = query.expr.replace("$__rate_interval", window).replace("$service", service)
                    asked[f"{board.title}, {row.title}, {panel.title}, {number}"] = expr
    return asked
