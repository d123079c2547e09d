"""What is written down of every measurement: how it was asked for, the stack it was of, and what came of it."""

from collections.abc import Mapping
from typing import Any

from stack.settings import SCALE

from bench.figures import record
from bench.latency import percentiles
from bench.load import Result
from bench.options import Options


def record_of(name: str, options: Options, figures: Mapping[str, Any]) -> None:
    """Write `figures` down under `name`, if it was asked for; numbers to the third digit behind the point."""
    if options.record:
        asked = {"scale": {**SCALE, **options.scale}, "seconds": options.seconds, "declined": options.declined}
        record(name, {**asked, **_rounded(figures)})


def figures_of(result: Result) -> dict[str, Any]:
    """A round of the closed loop; times in milliseconds."""
    return {
        "clients": result.concurrency,
        "accepted": len(result.accepted),
        "settled": len(result.settled),
        "acceptedPerSecond": len(result.accepted) / result.seconds,
        "settledPerSecond": result.rate,
        "answeredMs": percentiles(result.answered),
        "settledMs": percentiles(result.settled),
        "unsettled": len(result.unsettled),
        "refused": dict(result.refused),
    }


def _rounded(figures: Any) -> Any:
    if isinstance(figures, Mapping):
        return {name: _rounded(each) for name, each in figures.items()}
    if isinstance(figures, list):
        return [_rounded(each) for each in figures]
    return round(figures, 3) if isinstance(figures, float) else figures
