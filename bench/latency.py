"""How long things took: HDR histograms of three digits, so that the slowest are told as exactly as the most."""

from collections.abc import Iterable, Mapping

from hdrh.histogram import HdrHistogram

PERCENTILES = {"p50": 50.0, "p95": 95.0, "p99": 99.0, "p99.9": 99.9, "max": 100.0}
LEAST = {"p50": 2, "p95": 20, "p99": 100, "p99.9": 1000, "max": 1}  # times, of which one is beyond it: 1 / (1 - p)
LOWEST, HIGHEST, DIGITS = 1, 600_000_000, 3  # microseconds, up to ten minutes


def percentile(seconds: Iterable[float], percent: float) -> float | None:
    """Of times in seconds, in milliseconds; None if there are none."""
    histogram = _histogram(seconds)
    return histogram.get_value_at_percentile(percent) / 1000 if histogram.get_total_count() else None


def percentiles(seconds: Iterable[float]) -> dict[str, float]:
    """Of times in seconds, in milliseconds, by name; without those of which there are too few times."""
    histogram = _histogram(seconds)
    count = histogram.get_total_count()
    found = histogram.get_percentile_to_value_dict(list(PERCENTILES.values()))
    return {name: found[percent] / 1000 for name, percent in PERCENTILES.items() if count >= LEAST[name]}


def told(found: Mapping[str, float], digits: int = 1) -> list[str]:
    """Each percentile for a table."""
    return [f"{found[name]:.{digits}f}" if name in found else "-" for name in PERCENTILES]


def _histogram(seconds: Iterable[float]) -> HdrHistogram:
    histogram = HdrHistogram(LOWEST, HIGHEST, DIGITS)
    for each in seconds:
        histogram.record_value(max(LOWEST, min(HIGHEST, round(each * 1e6))))
    return histogram
