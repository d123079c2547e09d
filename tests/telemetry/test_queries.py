"""Alerts and dashboards ask for what there is: by names and labels that some service has."""

from collections.abc import Iterator

import promql_parser
import pytest

from telemetry.registry import Figure
from tests.telemetry.queries import queries

OF_PROMETHEUS = {"job", "instance"}  # labels that it adds to every series
Labels = dict[str, set[str]]


@pytest.fixture(scope="module")
def known(figures: dict[str, list[Figure]]) -> Labels:
    """The labels of each series there is."""
    labels: Labels = {"up": OF_PROMETHEUS}
    for figure in (figure for each in figures.values() for figure in each):
        for series in figure.series:
            labels[series] = {*figure.labels, *OF_PROMETHEUS, *(["le"] if series.endswith("_bucket") else [])}
    return labels


def wrong(query: str, known: Labels) -> Iterator[str]:
    """What a query asks for that is not there; raises `ValueError` for what is no query at all."""
    for part in _parts(promql_parser.parse(query)):
        if isinstance(part, promql_parser.VectorSelector):
            if part.name not in known:
                yield f"there is no figure {part.name}"
            else:
                asked = {matcher.name for matcher in part.matchers.matchers}
                yield from (f"{part.name} has no label {label}" for label in sorted(asked - known[part.name]))
        elif isinstance(part, promql_parser.AggregateExpr) and part.modifier is not None:
            within = [each.name for each in _parts(part.expr) if isinstance(each, promql_parser.VectorSelector)]
            there = set().union(*(known.get(name or "", set()) for name in within))
            yield from (
                f"nothing in {within} has a label {label}" for label in part.modifier.labels if label not in there
            )


def _parts(expr: promql_parser.Expr) -> list[promql_parser.Expr]:
    parts: list[promql_parser.Expr] = []
    promql_parser.walk(expr, parts.append)
    return parts


@pytest.mark.parametrize("where", queries())
def test_a_query_asks_for_what_there_is(where: str, known: Labels) -> None:
    assert list(wrong(queries()[where], known)) == []


def test_what_is_not_there_is_named(known: Labels) -> None:
    assert list(wrong("sum(quadrille_orders)", known)) == ["there is no figure quadrille_orders"]
    assert list(wrong('quadrille_sagas_stuck{topic="x"}', known)) == ["quadrille_sagas_stuck has no label topic"]
    assert list(wrong("sum by (topic) (rate(quadrille_relay_published_total[1m]))", known)) == [
        "nothing in ['quadrille_relay_published_total'] has a label topic"
    ]
    with pytest.raises(ValueError, match="unclosed"):
        list(wrong("sum(up", known))


def test_a_figure_that_nobody_looks_at_is_none_of_ours(known: Labels) -> None:
    everything = " ".join(queries().values())
    unused = {"_bucket", "_sum", "_count"}
    ours = {name for name in known if name.startswith("quadrille_") and not name.endswith(tuple(unused))}
    assert [name for name in sorted(ours) if name not in everything] == []
