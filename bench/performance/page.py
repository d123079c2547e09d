"""The page: every target with what was measured, a section for each measurement, and the notes."""

from collections.abc import Mapping

from bench.figures import FOLDER, ROOT
from bench.performance.figures import Figures, kept_figures
from bench.performance.markdown import table
from bench.performance.sections import NOT_YET, SECTIONS
from bench.performance.targets import TARGETS

PAGE = ROOT / "docs" / "performance.md"
NOTES = FOLDER / "notes.md"
HEAD = """\
# How fast it is
Made by `make performance` from what the commands below wrote down, never by hand. One machine has the load and all of
the stack on its cores: nginx, tokens, locks, PostgreSQL that waits for its disk, Kafka, the tracker. Different sections
may be of different hours, and a machine's speed drifts between them. Times are in milliseconds, by percentile.
"""


def kept() -> str:
    """The page of the figures that are written down."""
    return page(kept_figures(), NOTES.read_text())


def page(figures: Mapping[str, Figures], notes: str) -> str:
    """The page of these figures, by the name of their measurement."""
    sections = [section.markdown(figures.get(section.name)) for section in SECTIONS]
    return "\n".join([HEAD, _targets(figures), "", notes.strip(), "", *sections]).rstrip() + "\n"


def _targets(figures: Mapping[str, Figures]) -> str:
    rows = []
    for target in TARGETS:
        measured = target.measured(figures)
        said = [NOT_YET, ""] if measured is None else [measured.text, "yes" if measured.reached else "no"]
        rows.append([target.what, target.wanted, *said])
    return table(["target", "wanted", "measured", "reached"], rows)
