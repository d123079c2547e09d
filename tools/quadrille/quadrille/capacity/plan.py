"""The arithmetic: each line says what, how it is reckoned, and what it comes to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from common.settings import ServiceSettings
from common.topics import KEEP_MS

from quadrille.capacity.measured import Measured
from quadrille.capacity.saga import Left

DAY, SERVICES = 86_400, ("gateway", "order", "payment", "auth", "tracker")
TAKES_TURNS = "tracker"  # its batches hold one lock
REPLICAS, OUTAGE = 3, 600  # of a partition; seconds of the outage that is caught up with
KEEP_DAYS = KEEP_MS // 1000 // DAY
INBOX_DAYS, ARCHIVE_DAYS = (
    int(ServiceSettings.model_fields[name].default) for name in ("inbox_keep_days", "archive_after_days")
)


class Line(NamedTuple):
    """A row of the plan."""

    what: str
    how: str
    comes_to: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is planned for: orders a day, the peak second over the average one, how busy a core may be."""

    orders: int
    peak: float
    busy: float

    @property
    def average(self) -> float:
        """Orders a second."""
        return self.orders / DAY

    @property
    def most(self) -> float:
        """Orders a second at the peak."""
        return self.average * self.peak


def traffic(wanted: Wanted, left: Left) -> Iterator[Line]:
    """Orders, events, and bytes in Kafka."""
    yield Line("orders a second", f"{wanted.orders:,} ÷ {DAY:,} s", f"{wanted.average:,.0f}")
    yield Line("orders a second at the peak", f"× {wanted.peak:g}", f"{wanted.most:,.0f}")
    yield Line("events a second at the peak", f"× {left.events:g} events a saga", f"{wanted.most * left.events:,.0f}")
    written = wanted.most * left.size / 1e6
    yield Line("MB a second that services write", f"× {left.size:,.0f} bytes a saga", f"{written:,.1f}")
    yield Line("MB a second that brokers write", f"× {REPLICAS} replicas", f"{written * REPLICAS:,.1f}")
    kept = wanted.orders * left.size * REPLICAS * KEEP_DAYS / 1e12
    how = f"{wanted.orders:,} × {left.size:,.0f} bytes × {REPLICAS} replicas × {KEEP_DAYS} days"
    yield Line("TB on the brokers' disks", how, f"{kept:,.1f}")


def rows(wanted: Wanted, left: Left) -> Iterator[Line]:
    """Rows in PostgreSQL, in millions; of the tables that grow with every event."""
    million = wanted.orders / 1e6
    for name, number in left.said.items():
        how = f"{number:g} said a saga, {ARCHIVE_DAYS} days, then in the archive"
        yield Line(f"{name}: `events`", how, _millions(million * number, ARCHIVE_DAYS))
    for name, number in left.handled.items():
        how = f"{number:g} handled a saga, {INBOX_DAYS} days"
        yield Line(f"{name}: `inbox`", how, _millions(million * number, INBOX_DAYS))
    how = f"{left.events:g} a saga, kept for ever"
    yield Line("tracker: `event_log`", how, _millions(million * left.events, 365, "a year"))


def processes(wanted: Wanted, measured: Measured) -> Mapping[str, int]:
    """How many of each service keep every core below the share that it may be busy."""
    return {name: max(2, ceil(cores(wanted, measured, name) / wanted.busy)) for name in SERVICES}


def cores(wanted: Wanted, measured: Measured, kind: str) -> float:
    """Cores that a kind of process keeps busy at the peak."""
    return wanted.most * measured.cpu[kind] / 1000


def partitions(wanted: Wanted, measured: Measured) -> int:
    """Twice as many as the most processes of one service, for none can share a partition; a multiple of replicas."""
    most = max(number for name, number in processes(wanted, measured).items() if name != "gateway")
    return ceil(2 * most / REPLICAS) * REPLICAS


def catching_up(wanted: Wanted, measured: Measured) -> Iterator[Line]:
    """Seconds until each service has handled what came while it was away, and what comes meanwhile."""
    numbers, comes = processes(wanted, measured), wanted.average
    for name, each in measured.behind.items():
        number = 1 if name == TAKES_TURNS else numbers[name]
        faster = number * each - comes
        how = f"{OUTAGE:,} s × {comes:,.0f} ÷ ({number} × {each:,.0f} - {comes:,.0f})"
        yield Line(name, how, f"{OUTAGE * comes / faster:,.0f} s" if faster > 0 else "never caught up")


def one_at_a_time(wanted: Wanted, measured: Measured, left: Left) -> Iterator[Line]:
    """How many relays and trackers, each with a database of its own and a share of the sagas, the peak asks for."""
    for name, number in left.said.items():
        asked, one = wanted.most * number, measured.peak * number
        how = f"{asked:,.0f} events a second ÷ {one:,.0f} published by one"
        yield Line(f"{name}'s relay", how, f"{ceil(asked / one)} at most")
    one = measured.behind[TAKES_TURNS]
    how = f"{wanted.most:,.0f} sagas a second ÷ {one:,.0f} told by one"
    yield Line(TAKES_TURNS, how, str(ceil(wanted.most / one)))


def cells(wanted: Wanted, measured: Measured) -> int:
    """How many machines like the measured one, each with a whole Quadrille, settle the peak without being full."""
    return ceil(wanted.most / measured.peak / wanted.busy)


def _millions(a_day: float, days: int, kept: str = "kept") -> str:
    return f"{a_day:,.0f} a day, {a_day * days:,.0f} {kept}"
