"""A section for each measurement: what was done, by which command and where, and all that came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import fill

from bench.performance import tables
from bench.performance.figures import Figures

NOT_YET = "not measured yet"
WIDTH = 120


@dataclass(frozen=True)
class Section:
    """`render` makes tables of the figures `name`; `command` is for who wants to measure, `text` for who reads."""

    name: str
    title: str
    command: str
    text: str
    render: Callable[[Figures], str]

    def markdown(self, figures: Figures | None) -> str:
        """The whole section."""
        head = f"## {self.title}\n{fill(self.text, WIDTH)}"
        if figures is None:
            return f"{head}\n\n`{self.command}`: {NOT_YET}.\n"
        return f"{head}\n\n{_circumstances(figures)}\n\n{self.render(figures)}\n"


def _circumstances(figures: Figures) -> str:
    here = figures["measured"]
    numbers = "".join(f", {count} {name}" for name, count in figures.get("scale", {}).items())
    return (
        f"`{figures['command']}`, {here['at']}, commit {here['commit']}: {here['cores']} cores,"
        f" {here['memoryGb']} GB, Python {here['python']}{numbers}."
    )


SECTIONS = (
    Section(
        "sagas",
        "Sagas in a closed loop",
        "python -m bench --only sagas --record",
        "Each client orders through nginx, waits until the order topic says that its saga has settled, and orders"
        " again. A fifth of the cards is declined.",
        tables.sagas,
    ),
    Section(
        "open",
        "Orders that come by themselves",
        "python -m bench --only open --record",
        "Orders come at random, at half of the closed loop's peak and at twice that peak, however the last ones fared."
        " The peak is the median of three rounds at the number of clients that did best in one round of each."
        " Every time is counted from when an order was due: what the load sends late counts too. Who is refused does"
        " not ask again. What settles in a second is counted from the third second on, until no more orders come.",
        tables.open_loop,
    ),
    Section(
        "peers",
        "Beside durable engines",
        "python -m bench.peers --record",
        "The same saga on each, and the same closed loop, in turn; each begins its turns empty. Each figure is the"
        " median of the rounds, but for the maximum, which is the longest time of all.",
        tables.systems,
    ),
    Section(
        "growth",
        "With very many orders behind",
        "python -m bench --only growth --record",
        "Two stacks in turn, one of them empty; the median of three rounds counts.",
        tables.growth,
    ),
    Section(
        "backlog",
        "After an outage",
        "python -m bench.backlog --record",
        "What a service reads in a second, in one process, of what came up while it was away. It handles what is for"
        " it, and passes the rest over.",
        tables.backlog,
    ),
    Section(
        "bare",
        "Beside a bare pipeline",
        "python -m bench.bare --record",
        "The same rows and records by nothing but drivers, on the same servers: what this machine can do at all.",
        tables.bare,
    ),
    Section(
        "memory",
        "Memory",
        "python -m bench --only sagas --record",
        "Proportional set size, looked at each second while sagas run: PostgreSQL's shared buffers count once.",
        tables.memory,
    ),
)
