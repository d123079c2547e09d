"""What is derived from the code is what the code says."""

from telemetry.registry import Figure
from telemetry.written import written
from tests.telemetry.queries import TELEMETRY


def test_what_is_derived_is_what_the_code_says(figures: dict[str, list[Figure]]) -> None:
    root = TELEMETRY.parent
    differing = [
        name
        for name, text in written(figures).items()
        if not (root / name).exists() or (root / name).read_text() != text
    ]
    assert not differing, f"{', '.join(differing)}: run make docs"


def test_no_dashboard_is_left_over(figures: dict[str, list[Figure]]) -> None:
    there = {f"telemetry/dashboards/{path.name}" for path in (TELEMETRY / "dashboards").iterdir()}
    assert there <= written(figures).keys(), "run make docs"
