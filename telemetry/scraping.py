"""Prometheus' own settings: each process of a local stack by its name, five seconds apart, with the alerts."""

from collections.abc import Mapping
from typing import Any

from stack.participants import EDGE, PARTICIPANTS
from stack.services import names
from stack.settings import HOST, SCALE, Settings

RULES = "rules/*.yaml"
SECONDS = 5


def prometheus(settings: Settings, rules: str = RULES) -> dict[str, Any]:
    """The file's content; `job` names the service and `instance` the process, as the rules and dashboards expect it."""
    return {
        "global": {"scrape_interval": f"{SECONDS}s", "evaluation_interval": f"{SECONDS}s"},
        "rule_files": [rules],
        "scrape_configs": [_job(settings, kind, SCALE) for kind in (EDGE, *PARTICIPANTS)],
    }


def _job(settings: Settings, kind: str, scale: Mapping[str, int]) -> dict[str, Any]:
    processes = [
        {"targets": [f"{HOST}:{settings.port(name)}"], "labels": {"instance": name}} for name in names(kind, scale)
    ]
    return {"job_name": kind, "static_configs": processes}
