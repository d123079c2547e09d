"""What a comparison leaves behind: figures, the chart, and the table in the README, between its two marks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.figures import FOLDER, ROOT, record
from bench.peers.chart import chart
from bench.peers.table import markdown

NAME = "peers"
BEGIN, END = f"<!-- {NAME} -->", f"<!-- /{NAME} -->"


def write(figures: Mapping[str, Any]) -> None:
    """Write all of it down; a README without the marks is left as it is."""
    record(NAME, dict(figures))
    (FOLDER / f"{NAME}.svg").write_text(chart(figures))
    between(ROOT / "README.md", markdown(figures))


def between(page: Path, text: str) -> None:
    """Put `text` between the marks of a page."""
    before, begin, rest = page.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if begin and end:
        page.write_text(f"{before}{begin}\n{text}\n{end}{after}")
