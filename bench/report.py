"""Tables of what was measured."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from bench.latency import PERCENTILES, percentile, percentiles, told
from bench.load import Result
from bench.peaks import Peaks
from bench.steady import Round

console = Console(width=120)


def rounds(results: Sequence[Result]) -> None:
    """Two lines a round, of POST and of the whole saga: throughput, and times in ms."""
    table = Table(title="Sagas: POST /orders through nginx until the order topic says settled", title_justify="left")
    for column in ("clients", "", "a second", *PERCENTILES, "unsettled", "refused"):
        table.add_column(column, justify="right" if column else "left")
    for r in results:
        refused = ", ".join(f"{n}× {why}" for why, n in r.refused.items()) or "0"
        accepted = f"{len(r.accepted) / r.seconds:.0f}"
        table.add_row(str(r.concurrency), "answered", accepted, *times(r.answered), "", refused)
        table.add_row("", "settled", f"{r.rate:.0f}", *times(r.settled), str(len(r.unsettled)), "", end_section=True)
    console.print(table)


def steady(title: str, done: str, rounds: Sequence[Round]) -> None:
    """A line a round: how many were `done` a second, times in ms, and answers of another status than expected."""
    table = Table(title=title, title_justify="left")
    for column in ("connections", f"{done}/s", *PERCENTILES, "other answers"):
        table.add_column(column, justify="right")
    for r in rounds:
        others = ", ".join(f"{count}× {status}" for status, count in r.others.items()) or "0"
        table.add_row(str(r.connections), f"{r.rate:.0f}", *times(r.answers.times[r.expected]), others)
    console.print(table)
    best = max(rounds, key=lambda r: r.rate)
    spent = {name: cpu - best.before.get(name, (0.0, 0.0))[0] for name, (cpu, _) in best.after.items()}
    megabytes = {name: memory for name, (_, memory) in best.after.items()}
    processes(spent, megabytes, best.answers.statuses.total(), each="request")


def logins(known: float, unknown: float, count: int) -> None:
    """The medians in ms, and what one is of the other."""
    table = Table(title=f"Logins: median of {count} with a wrong password", title_justify="left")
    for column in ("known email, ms", "unknown email, ms", "known / unknown"):
        table.add_column(column, justify="right")
    table.add_row(f"{1000 * known:.1f}", f"{1000 * unknown:.1f}", f"{known / unknown:.3f}")
    console.print(table)


def processes(spent: Mapping[str, float], megabytes: Mapping[str, float], count: int, *, each: str) -> None:
    """What each process took of the CPU, in seconds, by `count` sagas or requests of the busiest round, and memory."""
    table = Table(title="Processes in the busiest round", title_justify="left")
    for column in ("process", f"CPU ms a {each}", "memory MB"):
        table.add_column(column, justify="left" if column == "process" else "right")
    for name, seconds in spent.items():
        memory = f"{megabytes[name]:.0f}" if name in megabytes else ""
        table.add_row(name, f"{1000 * seconds / max(count, 1):.2f}", memory)
    table.add_section()
    table.add_row("all", f"{1000 * sum(spent.values()) / max(count, 1):.2f}", "")
    console.print(table)


def whole(peaks: Peaks) -> None:
    """The most memory that the whole stack had at once."""
    console.print(f"All processes of the stack at once: {peaks.whole:.0f} MB at the most", highlight=False)


def scale(numbers: Mapping[str, int]) -> None:
    """How many of each service there are."""
    console.print("Scale: " + ", ".join(f"{count} {name}" for name, count in numbers.items()), highlight=False)


def times(seconds: Sequence[float]) -> list[str]:
    """Every percentile of times in seconds, in milliseconds."""
    return told(percentiles(seconds))


def ms(seconds: Sequence[float], percent: float) -> str:
    """A percentile of times in seconds, in milliseconds."""
    found = percentile(seconds, percent)
    return "-" if found is None else f"{found:.1f}"
