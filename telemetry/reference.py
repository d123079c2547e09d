"""docs/metrics.md: every figure there is, and which service has it."""

from collections.abc import Iterator, Mapping, Sequence

from telemetry.registry import Figure

NOTICE = "<!-- Written by `python -m telemetry` (make docs) from the code; do not edit. -->"
HEAD = """# Metrics
Each process tells these at `/metrics` of its own port, which nginx passes to nobody. Prometheus adds `job`, the
service, and `instance`, the process. A figure that has to be asked for (a backlog, sagas in flight) is asked for when
Prometheus comes, and is NaN while nobody answers. The tracker says nothing, so its figures of a relay stay 0.
Histograms have `_bucket`, `_sum` and `_count`. [Alerts and dashboards](../telemetry/README.md) are made of them."""


def page(figures: Mapping[str, Sequence[Figure]]) -> str:
    """The whole page; `figures` by service."""
    having: dict[Figure, list[str]] = {}
    for service, each in figures.items():
        for figure in each:
            having.setdefault(figure, []).append(service)
    ours = [figure for figure in having if figure.name.startswith("quadrille_")]
    others = [figure for figure in having if figure not in ours]
    lines = [NOTICE, HEAD, "", *_table(ours, having, len(figures)), "", "## Of any Python process"]
    return "\n".join([*lines, *_table(others, having, len(figures))]) + "\n"


def _table(figures: Sequence[Figure], having: Mapping[Figure, Sequence[str]], all_of_them: int) -> Iterator[str]:
    yield "| metric | type | labels | what | of |"
    yield "| --- | --- | --- | --- | --- |"
    for figure in sorted(figures, key=lambda each: each.name):
        services = having[figure]
        of = "all" if len(services) == all_of_them else ", ".join(services)
        labels = ", ".join(f"`{label}`" for label in figure.labels)
        yield f"| `{figure.name}` | {figure.type} | {labels} | {figure.help} | {of} |"
