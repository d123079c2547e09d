"""How the scenarios look: lines that move on a terminal, a line as each ends when piped, and one table at the end."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from quadrille.scenarios.scenario import Scenario
from quadrille.scenarios.tally import Tally

PIPED_WIDTH = 120


@dataclass
class Run:
    """A scenario as it goes; `findings` is None until it was judged."""

    scenario: Scenario
    tally: Tally = field(default_factory=Tally)
    findings: list[str] | None = None


class Screen:
    """Shows runs as they go on a terminal; when piped, each once, as it ends."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._runs = runs
        self._console = Console(highlight=False)
        if not self._console.is_terminal:
            self._console.width = PIPED_WIDTH
        self._live = Live(get_renderable=self._all, console=self._console, refresh_per_second=8, transient=True)

    def __enter__(self) -> "Screen":
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._console.is_terminal:
            self._live.stop()

    def ended(self, run: Run) -> None:
        """A run came to its end."""
        if not self._console.is_terminal:
            self._console.print(_line(run))

    def table(self) -> None:
        """All runs that were judged, with what is off."""
        self._console.print(_table([run for run in self._runs if run.findings is not None]))

    def _all(self) -> Group:
        return Group(*(_line(run) for run in self._runs))


def _line(run: Run) -> Text:
    tally = run.tally
    return Text.assemble(
        (f"{run.scenario.name:<13}", "bold"),
        f"{run.scenario.asked:>3} asked  {tally.created:>3} created  {tally.refused:>3} refused  ",
        f"{tally.completed:>3} sagas completed  ",
        _verdict(run.findings),
    )


def _verdict(findings: list[str] | None) -> tuple[str, str]:
    if findings is None:
        return "", ""
    return (", ".join(findings), "red") if findings else ("as promised", "green")


def _table(runs: Sequence[Run]) -> Table:
    table = Table()
    for column in ("scenario", "asked", "created", "refused", "sagas\ncompleted", "seconds", "share per node", "off"):
        table.add_column(column, justify="right" if column not in ("scenario", "share per node", "off") else "left")
    for run in runs:
        tally = run.tally
        numbers = (run.scenario.asked, tally.created, tally.refused, tally.completed)
        seconds = "-" if tally.seconds is None else f"{tally.seconds:.1f}"
        shares = "\n".join(_shares(tally.share(of)) for of in ("gateway", "node"))
        table.add_row(run.scenario.name, *map(str, numbers), seconds, shares, Text("\n".join(run.findings or ["-"])))
    return table


def _shares(shares: dict[str, float]) -> str:
    return "  ".join(f"{node} {share:.0%}" for node, share in shares.items())
