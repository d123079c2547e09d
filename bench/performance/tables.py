"""The figures of each measurement as tables."""

from collections.abc import Mapping, Sequence

from bench.latency import PERCENTILES, told
from bench.performance.figures import Figures, rounds_of
from bench.performance.markdown import table


def sagas(figures: Figures) -> str:
    """Two lines a round, then what a saga takes of each process."""
    rows: list[Sequence[str]] = []
    for each in figures["rounds"]:
        first = [str(each["clients"]), "answered", f"{each['acceptedPerSecond']:.0f}", *told(each["answeredMs"])]
        second = ["", "settled", f"{each['settledPerSecond']:.0f}", *told(each["settledMs"])]
        rows += [[*first, _refusals(each["refused"])], [*second, f"{each['unsettled']} unsettled"]]
    spent = figures["cpuMsPerSaga"]
    processes = [[name, f"{each:.2f}"] for name, each in [*spent.items(), ("all", sum(spent.values()))]]
    return "\n\n".join(
        [
            table(["clients", "", "a second", *_in_ms(), "refused"], rows),
            table(["process, in the busiest round", "CPU ms a saga"], processes),
        ]
    )


def open_loop(figures: Figures) -> str:
    """The peak, then a table for each rate: a line for each way that an order can go."""
    peak = figures["peak"]
    best, rates = peak["settledPerSecond"], ", ".join(f"{rate:.0f}" for rate in peak["rates"])
    parts = [f"The peak is {best:.0f} sagas a second, of {peak['clients']} clients (rounds: {rates})."]
    for name in ("half", "twice"):
        each, refused = figures[name], sum(figures[name]["refused"].values())
        goodput = f"{each['goodputPerSecond']:.0f} a second, {each['goodputOfPeak']:.0%} of the peak"
        why = f"{_refusals(each['refused'])}; Retry-After in {each['refusedWithRetryAfter']}" if refused else ""
        rows = [
            ["sent", str(each["sent"]), *told(each["lateMs"]), ""],
            ["accepted", str(each["accepted"]), *told(each["answeredMs"]), ""],
            ["refused", str(refused), *told(each["refusedMs"]), why],
            ["settled", str(each["settled"]), *told(each["settledMs"]), goodput],
        ]
        what = f"{name.capitalize()} the peak, {each['ratePerSecond']:.0f} offered a second; until"
        parts.append(table([what, "orders", *_in_ms(), ""], rows))
    return "\n\n".join(parts)


def systems(figures: Figures) -> str:
    """A line for each system and number of clients, and what could not be had."""
    titles = figures["titles"]
    rows = [
        [titles[name], str(each["clients"]), f"{each['settledPerSecond']:.0f}", *told(each["settledMs"])]
        for name in figures["systems"]
        for each in rounds_of(figures, name)
    ]
    skipped = [f"- {titles[name]} is left out: {reason}" for name, reason in figures["skipped"].items()]
    rounds = f"{figures['rounds']} rounds of {figures['seconds']:g} s, {figures['declined']:.0%} of the cards declined."
    lines = table(["system", "clients", "sagas a second", *_in_ms()], rows)
    return "\n\n".join([rounds, lines, *(["\n".join(skipped)] if skipped else [])])


def bare(figures: Figures) -> str:
    """A line for each number of clients of both."""
    rows = []
    for name in ("quadrille", "bare"):
        for each in rounds_of(figures, name):
            rate, cpu = each["settledPerSecond"], each["cpuMsASaga"]
            rows.append([name, str(each["clients"]), f"{rate:.0f}", *told(each["settledMs"])[:1], f"{cpu:.2f}"])
    return table(["", "clients", "sagas a second", "p50 ms", "CPU ms a saga"], rows)


def growth(figures: Figures) -> str:
    """A line for each number of clients."""
    rows = [
        [
            str(each["clients"]),
            *(f"{each[stack]['settledPerSecond']:.0f}" for stack in ("empty", "behind")),
            f"{each['ratio']:.2f}",
            *(_p99(each[stack]["settledMs"]) for stack in ("empty", "behind")),
        ]
        for each in figures["rounds"]
    ]
    columns = ["clients", "settled/s empty", f"{figures['orders']:,} behind", "ratio", "p99 ms empty", "behind"]
    return table(columns, rows)


def backlog(figures: Figures) -> str:
    """A line for each service."""
    rows = [
        [name, f"{each['events']:,}", f"{each['handled']:,}", f"{each['seconds']:.1f}", f"{each['perSecond']:,}"]
        for name, each in figures["services"].items()
    ]
    return table(["service", "events", "of which handled", "seconds", "events a second"], rows)


def memory(figures: Figures) -> str:
    """A line for each process."""
    rows = [[name, f"{each:.0f}"] for name, each in [*figures["peakMb"].items(), ("all at once", figures["wholeMb"])]]
    return table(["process", "MB at the peak"], rows)


def _p99(found: Figures) -> str:
    return told(found)[list(PERCENTILES).index("p99")]


def _refusals(refused: Mapping[str, int]) -> str:
    return ", ".join(f"{count} × {why}" for why, count in refused.items()) or "0"


def _in_ms() -> list[str]:
    return [f"{name} ms" for name in PERCENTILES]
