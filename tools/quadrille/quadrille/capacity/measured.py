"""What was measured, from docs/figures, where `make bench RECORD=1` and its kin write it down."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Measured:
    """`cpu` is CPU milliseconds a saga by kind of process, `behind` sagas a second by which one process catches up."""

    where: str
    declined: float
    peak: float
    cpu: Mapping[str, float]
    behind: Mapping[str, float]


def measured(folder: Path) -> Measured:
    """Raises `FileNotFoundError` where something was never measured."""
    sagas, backlog = (json.loads((folder / f"{name}.json").read_text()) for name in ("sagas", "backlog"))
    at, orders = sagas["measured"], backlog["orders"]
    return Measured(
        f"{at['at']}, commit {at['commit']}, {at['cores']} cores",
        sagas["declined"],
        max(each["settledPerSecond"] for each in sagas["rounds"]),
        _by_kind(sagas["cpuMsPerSaga"]),
        {name: orders / each["seconds"] for name, each in backlog["services"].items()},
    )


def _by_kind(processes: Mapping[str, Any]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, ms in processes.items():
        kind, _, number = name.rpartition("-")
        kind = kind if number.isdecimal() else name
        found[kind] = found.get(kind, 0.0) + ms
    return found
