"""Tables of what was measured."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from bench.load import Result
from bench.steady import Round
from bench.usage import Usage

console = Console(width=120)


def rounds(results: Sequence[Result]) -> None:
    """A line a round: throughput, and times in ms."""
    table = Table(title="Sagas: POST /orders through nginx until the order topic says settled", title_justify="left")
    for column in (
        "clients",
        "accepted/s",
        "settled/s",
        "POST p50",
        "saga p50",
        "p95",
        "p99 ms",
        "unsettled",
        "refused",
    ):
        table.add_column(column, justify="right")
    for r in results:
        times = [ms(r.answered, 50), *(ms(r.settled, p) for p in (50, 95, 99))]
        refused = ", ".join(f"{n}× {why}" for why, n in r.refused.items()) or "0"
        table.add_row(
            str(r.concurrency),
            f"{len(r.accepted) / r.seconds:.0f}",
            f"{len(r.settled) / r.seconds:.0f}",
            *times,
            str(len(r.unsettled)),
            refused,
        )
    console.print(table)


def steady(title: str, done: str, rounds: Sequence[Round]) -> None:
    """A line a round: how many were `done` a second, times in ms, and answers of another status than expected."""
    table = Table(title=title, title_justify="left")
    for column in ("connections", f"{done}/s", "p50", "p95", "p99 ms", "other answers"):
        table.add_column(column, justify="right")
    for r in rounds:
        times = (ms(r.answers.times, percent) for percent in (50, 95, 99))
        others = ", ".join(f"{count}× {status}" for status, count in r.others.items()) or "0"
        table.add_row(str(r.connections), f"{r.rate:.0f}", *times, others)
    console.print(table)
    best = max(rounds, key=lambda r: r.rate)
    processes(best.before, best.after, len(best.answers.times), each="request")


def logins(known: float, unknown: float, count: int) -> None:
    """The medians in ms, and what one is of the other."""
    table = Table(title=f"Logins: median of {count} with a wrong password", title_justify="left")
    for column in ("known email, ms", "unknown email, ms", "known / unknown"):
        table.add_column(column, justify="right")
    table.add_row(f"{1000 * known:.1f}", f"{1000 * unknown:.1f}", f"{known / unknown:.3f}")
    console.print(table)


def processes(before: Usage, after: Usage, count: int, *, each: str) -> None:
    """CPU of each process per saga or request of the busiest round, and its memory after it."""
    table = Table(title="Processes in the busiest round", title_justify="left")
    for column in ("process", f"CPU ms a {each}", "memory MB"):
        table.add_column(column, justify="left" if column == "process" else "right")
    for name, (cpu, memory) in after.items():
        spent = cpu - before.get(name, (0.0, 0.0))[0]
        table.add_row(name, f"{1000 * spent / max(count, 1):.2f}", f"{memory:.0f}")
    console.print(table)


def ms(seconds: Sequence[float], percent: int) -> str:
    """A percentile of times in seconds, in milliseconds."""
    if not seconds:
        return "-"
    ordered = sorted(seconds)
    return f"{1000 * ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]:.1f}"
