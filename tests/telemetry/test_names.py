"""Figures are named as Prometheus' conventions have it."""

import pytest

from telemetry.registry import SERVICES, Figure, shown
from tests.telemetry.conftest import Promtool

UNITS = ("_seconds", "_bytes", "_events", "_records", "_rows", "_total")


@pytest.mark.parametrize("service", SERVICES)
def test_promtool_finds_nothing_wrong_with_what_a_service_tells(service: str, promtool: Promtool) -> None:
    text = shown(service)
    assert "quadrille_http_request_seconds_bucket" in text
    assert promtool("check", "metrics", read=text) == ""


def test_every_figure_says_whose_it_is_and_a_counter_that_it_is_one(figures: dict[str, list[Figure]]) -> None:
    for figure in {figure for each in figures.values() for figure in each}:
        assert figure.name.startswith(("quadrille_", "process_", "python_")), figure
        assert figure.name.endswith("_total") == (figure.type == "counter"), figure
        assert figure.type != "histogram" or figure.name.endswith(UNITS), f"{figure} has no unit"


def test_a_figure_of_several_services_is_the_same_in_each(figures: dict[str, list[Figure]]) -> None:
    distinct = {figure for each in figures.values() for figure in each}
    assert len(distinct) == len({figure.name for figure in distinct})
