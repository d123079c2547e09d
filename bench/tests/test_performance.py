"""The page of performance: made of what was written down, and nothing said of what was not measured."""

import pytest

from bench.performance.page import PAGE, kept, page
from bench.performance.sections import NOT_YET, SECTIONS
from bench.performance.targets import TARGETS, Measured


def test_the_page_is_what_the_figures_say() -> None:
    assert PAGE.read_text() == kept(), "run make performance"


def test_without_figures_nothing_is_measured_yet() -> None:
    assert page({}, "").count(NOT_YET) == len(TARGETS) + len(SECTIONS)


@pytest.mark.parametrize(("rate", "reached"), [(799, False), (800, True)])
def test_a_target_is_reached_or_not_by_the_figures_each_at_its_best(rate: int, reached: bool) -> None:
    ours = [{"clients": 1, "settledPerSecond": 30}, {"clients": 50, "settledPerSecond": rate}]
    theirs = [{"clients": 1, "settledPerSecond": 20}, {"clients": 20, "settledPerSecond": 100}]
    found = TARGETS[0].measured({"peers": {"systems": {"quadrille": ours, "restate": theirs}}})
    assert isinstance(found, Measured)
    assert found.reached is reached


def test_half_the_peak_is_not_carried_if_anything_was_refused() -> None:
    (target,) = (target for target in TARGETS if target.what.startswith("Orders at half"))
    half = {"settledMs": {"p99": 100.0}, "refused": {}}
    assert target.measured({"open": {"half": half}}) == Measured("100 ms, 0 refused", True)
    busy = {**half, "refused": {"503 SERVICE_UNAVAILABLE": 1}}
    assert target.measured({"open": {"half": busy}}) == Measured("100 ms, 1 refused", False)


def test_a_run_too_small_says_nothing_of_a_target() -> None:
    small = {"orders": 1000, "services": {"tracker": {"perSecond": 9000}}}
    (target,) = (target for target in TARGETS if target.name == "backlog")
    assert target.measured({"backlog": small}) is None
    assert target.measured({"backlog": {**small, "orders": 100_000}}) == Measured("tracker 9,000", True)
