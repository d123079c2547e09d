"""How the demo looks: stories side by side on a terminal, one after the other in plain text when piped."""

from collections.abc import Sequence

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from quadrille.demo.play import Story

COLOURS = {"order": "cyan", "payment": "magenta", "auth": "yellow"}
ENDS = {"COMPLETED": "green", "COMPENSATED": "yellow", "REFUSED": "blue"}


class Screen:
    """Shows stories as they go on a terminal; when piped, each once, as it ends."""

    def __init__(self, stories: Sequence[Story]) -> None:
        self._stories = stories
        self._console = Console(highlight=False, soft_wrap=True)
        self._live = Live(self._all(), console=self._console, refresh_per_second=12)

    def __enter__(self) -> "Screen":
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._console.is_terminal:
            self._live.update(self._all())
            self._live.stop()

    def refresh(self) -> None:
        """Draw what has changed."""
        if self._console.is_terminal:
            self._live.update(self._all())

    def ended(self, story: Story) -> None:
        """A story came to its end."""
        if not self._console.is_terminal:
            self._console.print(timeline(story))

    def say(self, what: RenderableType) -> None:
        """Print something below the stories."""
        self._console.print(what)

    def _all(self) -> Group:
        return Group(*(timeline(story) for story in self._stories))


def timeline(story: Story) -> Text:
    """One saga: its title and end, then a line an event (+ms, node, event)."""
    number = story.order.get("id", "-")
    text = Text.assemble(
        (f"\n{story.scene.title}", "bold"), f"  {number}  ", (story.status, ENDS.get(story.status, "white"))
    )
    if story.refused:
        text.append(f"\n     {story.refused}", ENDS["REFUSED"])
    for elapsed, node, kind in story.lines():
        text.append(f"\n  {elapsed:+8.1f} ms  {node:<10} ")
        text.append(kind, COLOURS.get(kind.partition(".")[0], "white"))
    return text


def ledger(rows: Sequence[tuple[str, str]]) -> Table:
    """The money, line by line."""
    table = Table(title="\nThe ledger", title_justify="left", show_header=False, box=None)
    table.add_column()
    table.add_column(justify="right")
    for name, amount in rows:
        table.add_row(name, amount)
    return table
