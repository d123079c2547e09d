"""What is aimed for on two cores, everything on and durable, and whether the figures reach it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench.performance.figures import Figures, NotMeasured, best_rate, of_clients, rounds_of, services_of

REFUSALS = ("429 ", "503 ")


@dataclass(frozen=True)
class Measured:
    """What was measured, in words, and whether that is enough."""

    text: str
    reached: bool


@dataclass(frozen=True)
class Target:
    """What is aimed for, and how to tell from the figures of a measurement. `look` raises `NotMeasured`."""

    what: str
    wanted: str
    name: str
    look: Callable[[Figures], Measured]

    def measured(self, figures: Mapping[str, Figures]) -> Measured | None:
        """None while there is no figure for it."""
        try:
            return self.look(figures[self.name])
        except (KeyError, NotMeasured):
            return None


def _times_best(peer: str, least: float) -> Callable[[Figures], Measured]:
    return lambda figures: _times(least, *(best_rate(rounds_of(figures, name)) for name in ("quadrille", peer)))


def _times_at_20(peer: str, least: float) -> Callable[[Figures], Measured]:
    def look(figures: Figures) -> Measured:
        both = (of_clients(rounds_of(figures, name), 20) for name in ("quadrille", peer))
        return _times(least, *(each["settledPerSecond"] for each in both))

    return look


def _times(least: float, ours: float, theirs: float) -> Measured:
    return Measured(f"{ours / theirs:.1f} × ({ours:.0f} and {theirs:.0f} sagas/s)", ours >= least * theirs)


def _alone(what: str, most: float) -> Callable[[Figures], Measured]:
    def look(figures: Figures) -> Measured:
        p50 = of_clients(figures["rounds"], 1)[what]["p50"]
        return Measured(f"{p50:.1f} ms", p50 <= most)

    return look


def _alone_beside(peer: str) -> Callable[[Figures], Measured]:
    def look(figures: Figures) -> Measured:
        both = (of_clients(rounds_of(figures, name), 1) for name in ("quadrille", peer))
        ours, theirs = (each["settledMs"]["p50"] for each in both)
        return Measured(f"{ours:.1f} ms and {theirs:.1f} ms", ours < theirs)

    return look


def _at_half(figures: Figures) -> Measured:
    p99, refused = figures["half"]["settledMs"]["p99"], sum(figures["half"]["refused"].values())
    return Measured(f"{p99:.0f} ms, {refused} refused", p99 <= 150 and not refused)


def _at_twice(figures: Figures) -> Measured:
    p99 = figures["twice"]["settledMs"]["p99"]
    return Measured(f"{p99:.0f} ms", p99 <= 1000)


def _refused_early(figures: Figures) -> Measured:
    refused, told = figures["twice"]["refused"], figures["twice"]["refusedWithRetryAfter"]
    total = sum(refused.values())
    if not total:
        return Measured("nothing refused", False)
    share, p99 = total / figures["twice"]["offered"], figures["twice"]["refusedMs"]["p99"]
    by_kind = ", ".join(f"{count} × {why}" for why, count in refused.items())
    early = p99 <= 1000 and told == total and all(why.startswith(REFUSALS) for why in refused)
    return Measured(f"{share:.0%} refused ({by_kind}; {told} with Retry-After), p99 {p99:.0f} ms", early)


def _nothing_lost(figures: Figures) -> Measured:
    offered, lost = (sum(figures[share][what] for share in ("half", "twice")) for what in ("offered", "lost"))
    return Measured(f"{lost} of {offered} orders neither settled nor were refused", not lost)


def _goodput(figures: Figures) -> Measured:
    share = figures["twice"]["goodputOfPeak"]
    return Measured(f"{share:.0%}", share >= 0.9)


def _flat(figures: Figures) -> Measured:
    if figures["orders"] < 1_000_000:
        raise NotMeasured
    ratios = [each["ratio"] for each in figures["rounds"]]
    at = ", ".join(f"{each['ratio']:.2f} at {each['clients']}" for each in figures["rounds"])
    return Measured(f"{at} clients", min(ratios) >= 0.9)


def _drained(figures: Figures) -> Measured:
    if figures["orders"] < 100_000:
        raise NotMeasured
    rates = {name: each["perSecond"] for name, each in figures["services"].items()}
    return Measured(", ".join(f"{name} {rate:,}" for name, rate in rates.items()), min(rates.values()) >= 4000)


def _beside_bare(figures: Figures) -> Measured:
    ours, bare = (best_rate(rounds_of(figures, name)) for name in ("quadrille", "bare"))
    return Measured(f"{ours / bare:.0%} ({ours:.0f} and {bare:.0f} sagas/s)", ours >= bare / 2)


def _each_service(figures: Figures) -> Measured:
    name, most = max(services_of(figures["peakMb"]).items(), key=lambda each: each[1])
    return Measured(f"{most:.0f} MB ({name})", most <= 100)


def _whole_stack(figures: Figures) -> Measured:
    return Measured(f"{figures['wholeMb']:.0f} MB", figures["wholeMb"] < 1500)


TARGETS = (
    *(
        target
        for sdk, suffix in (("TypeScript", ""), ("Python", "-python"))
        for target in (
            Target(f"Beside Restate ({sdk}), each at its best", "≥ 8 ×", "peers", _times_best(f"restate{suffix}", 8)),
            Target(f"Beside DBOS ({sdk}), each at its best", "≥ 15 ×", "peers", _times_best(f"dbos{suffix}", 15)),
            Target(f"Beside Restate ({sdk}), at 20 clients", "≥ 5 ×", "peers", _times_at_20(f"restate{suffix}", 5)),
            Target(f"One client: p50 below Restate's ({sdk})", "below", "peers", _alone_beside(f"restate{suffix}")),
        )
    ),
    Target("One client: settled, p50", "≤ 10 ms", "sagas", _alone("settledMs", 10)),
    Target("One client: POST answered, p50", "≤ 5 ms", "sagas", _alone("answeredMs", 5)),
    Target("Orders at half the peak: settled, p99", "≤ 150 ms, none refused", "open", _at_half),
    Target("At twice the peak: what is too much", "refused early, with Retry-After", "open", _refused_early),
    Target("At twice the peak: accepted orders settled, p99", "≤ 1 s", "open", _at_twice),
    Target("At half and twice the peak: lost", "nothing", "open", _nothing_lost),
    Target("At twice the peak: settled a second, of the peak", "≥ 90 %", "open", _goodput),
    Target("With a million orders behind: sagas a second, of an empty stack's", "≥ 0.90", "growth", _flat),
    Target("100,000 events waiting: read a second, passed over or not", "≥ 4,000 by each service", "backlog", _drained),
    Target("Sagas a second beside a bare pipeline", "≥ 50 %", "bare", _beside_bare),
    Target("Memory of a service at its peak", "≤ 100 MB", "memory", _each_service),
    Target("Memory of the whole stack at its peak", "< 1.5 GB", "memory", _whole_stack),
)
