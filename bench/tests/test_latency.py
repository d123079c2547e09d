"""Times are told by percentile, in milliseconds, to three digits."""

import pytest

from bench.latency import PERCENTILES, percentile, percentiles, told


def test_percentiles_of_a_thousand_times() -> None:
    found = percentiles(n / 1000 for n in range(1, 1001))
    assert found == pytest.approx({"p50": 500, "p95": 950, "p99": 990, "p99.9": 999, "max": 1000}, rel=0.001)
    assert list(found) == list(PERCENTILES)


def test_a_percentile_of_too_few_times_is_not_told() -> None:
    assert list(percentiles([0.1] * 19)) == ["p50", "max"]
    assert list(percentiles([0.1] * 999)) == ["p50", "p95", "p99", "max"]
    assert told(percentiles([0.1])) == ["-", "-", "-", "-", "100.0"]


def test_of_no_times_there_is_no_percentile() -> None:
    assert percentiles([]) == {}
    assert percentile([], 50) is None
