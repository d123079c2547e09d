"""What a comparison leaves behind says what was measured, and touches nothing else."""

from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bench.peers.chart import chart
from bench.peers.compared import Comparison
from bench.peers.rounds import Round, figures_of
from bench.peers.table import markdown
from bench.peers.written import BEGIN, END, between

SVG = "{http://www.w3.org/2000/svg}"


def figures() -> dict[str, Any]:
    """Of two systems in three turns, the second with rounds of another kind, and one that is left out."""
    comparison = Comparison()
    for name, speed in (("quadrille", 100), ("dbos", 10)):
        comparison.turns[name] = [[_round(1, speed * n), _round(20, 3 * speed * n)] for n in (1, 2, 6)]
    comparison.skip("temporal", "no server to be had")
    titles = {"quadrille": "Quadrille", "dbos": "DBOS, Python", "temporal": "Temporal <dev>"}
    return {"titles": titles, "systems": comparison.figures(), "skipped": comparison.skipped}


def test_each_figure_is_the_median_of_the_rounds() -> None:
    alone, crowd = figures()["systems"]["quadrille"]
    assert (alone["settledPerSecond"], alone["rates"]) == (200, [100, 200, 600])
    assert crowd["settledPerSecond"] == 600
    assert alone["settledMs"]["p50"] == pytest.approx(5, rel=0.01)


def test_answers_of_another_kind_are_counted_over_all_rounds() -> None:
    rounds = [Round(1, 1.0, 0, [], Counter({"500": 2})), Round(1, 1.0, 1, [0.1], Counter({"500": 1}))]
    assert figures_of(rounds)["others"] == {"500": 3}
    assert figures_of(rounds)["settledMs"] == pytest.approx({"max": 100}, rel=0.01)


def test_a_percentile_needs_enough_times_in_every_round_and_the_maximum_is_that_of_all() -> None:
    rounds = [Round(1, 1.0, 99, [0.01] * 99), Round(1, 1.0, 100, [0.02] * 99 + [0.5])]
    assert figures_of(rounds)["settledMs"] == pytest.approx({"p50": 15, "p95": 15, "max": 500}, rel=0.01)
    assert figures_of(rounds)["settled"] == [99, 100]


def test_the_table_has_a_line_for_each_system_and_says_who_is_left_out() -> None:
    lines = markdown(figures()).splitlines()
    assert [line.split(" | ")[0] for line in lines[2:4]] == ["| Quadrille", "| DBOS, Python"]
    assert "| 200 | **600** |" in lines[2]
    assert lines[-1] == "Temporal <dev> is left out: no server to be had"


def test_the_chart_is_drawn_with_a_bar_for_each_number_of_clients() -> None:
    drawn = ElementTree.fromstring(chart(figures()))
    heights = [float(bar.attrib["height"]) for bar in drawn.iter(f"{SVG}rect")]
    assert len(heights) == 4
    assert heights[1] == pytest.approx(10 * heights[3], abs=0.1)


def test_only_what_is_between_the_marks_of_a_page_is_written_anew(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    between(page, "new")
    between(page, "newer")
    assert page.read_text() == f"before\n{BEGIN}\nnewer\n{END}\nafter\n"


def test_a_page_without_marks_stays_as_it_is(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("before\nafter\n")
    between(page, "new")
    assert page.read_text() == "before\nafter\n"


def _round(clients: int, rate: int) -> Round:
    return Round(clients, 1.0, rate, [0.005] * rate)
