"""docs/capacity.md: the plan as a page, with the arithmetic of every line."""

from collections.abc import Iterable, Iterator

from quadrille.capacity.measured import Measured
from quadrille.capacity.plan import (
    OUTAGE,
    SERVICES,
    Line,
    Wanted,
    catching_up,
    cells,
    cores,
    one_at_a_time,
    partitions,
    processes,
    rows,
    traffic,
)
from quadrille.capacity.saga import Left

WORDS = {"how", "at the peak"}  # columns that hold no numbers
NOTICE = "<!-- Written by `quadrille capacity --write` (make docs) from docs/figures and the code; do not edit. -->"
HEAD = """# Capacity plan: {wanted.orders:,} orders a day
Two things are chosen: the busiest second has {wanted.peak:g} × the orders of the average one, and a core is
{wanted.busy:.0%} busy then; `quadrille capacity --orders --peak --busy` reckons with others. All else is read from the
code, played with the services' own rules, or [measured](performance.md), with {measured.declined:.0%} of the cards
declined ({measured.where}).

It is an extrapolation: nothing of this size was run. CPU a saga was measured under full load, where batches are large;
a saga that comes alone costs more, and there is room for that. Payment was measured without the calls of a provider.
What would have to change is told in [operations](operations.md#100-million-orders-a-day)."""
PROCESSES = """CPU milliseconds a saga × {wanted.most:,.0f} orders a second ÷ 1,000 are cores; ÷ {wanted.busy:g},
rounded up and at least 2, are processes, each of which is one event loop and uses one core. Servers are as measured:
one broker, and PostgreSQL without a standby; every replica of either does its work once more."""
PARTITIONS = """Partitions of each topic: twice the processes of the largest service that reads, a multiple of
the replicas: **{partitions}**."""
SERIAL = """Some work of a service is done by one process at a time, however many there are: the leading relay publishes
all that the service says, and batches of the tracker take turns. Of a relay no limit is known: it is what was
published at the measured peak, where the processors were the limit."""
BEHIND = """When a service was away for {minutes:g} minutes, orders going on at the average rate: what waits ÷ (what
its processes handle - what comes). Those of the tracker take turns, and count as one."""
CELLS = """The other way is **{cells}** machines like the measured one, each with a whole Quadrille and a share of the
users: {wanted.most:,.0f} ÷ ({measured.peak:,.0f} sagas a second measured of one × {wanted.busy:g}), rounded up."""


def page(wanted: Wanted, measured: Measured, left: Left) -> str:
    """The whole page, but for its first line."""
    return "\n".join(_lines(wanted, measured, left)) + "\n"


def _lines(wanted: Wanted, measured: Measured, left: Left) -> Iterator[str]:
    known = {"wanted": wanted, "measured": measured}
    yield HEAD.format(**known)
    yield from ("", "## Orders, events, Kafka", *_table(("what", "how", "comes to"), traffic(wanted, left)))
    yield from ("", "## Rows in PostgreSQL", *_table(("table", "how", "million rows"), rows(wanted, left)))
    yield from ("", "## Processes and partitions", PROCESSES.format(**known), "")
    yield from _table(("of", "CPU ms a saga", "cores", "processes"), _processes(wanted, measured))
    yield from ("", PARTITIONS.format(partitions=partitions(wanted, measured)))
    yield from ("", "## One at a time", SERIAL, "")
    yield from _table(("of", "at the peak", "how many"), one_at_a_time(wanted, measured, left))
    yield from ("", CELLS.format(cells=cells(wanted, measured), **known))
    yield from ("", "## After an outage", BEHIND.format(minutes=OUTAGE / 60), "")
    yield from _table(("service", "how", "behind for"), catching_up(wanted, measured))


def _processes(wanted: Wanted, measured: Measured) -> Iterator[tuple[str, ...]]:
    numbers = processes(wanted, measured)
    for kind in (*SERVICES, "nginx", "kafka", "postgres", "redis"):
        number = str(numbers[kind]) if kind in numbers else ""
        yield kind, f"{measured.cpu[kind]:.2f}", f"{cores(wanted, measured, kind):.1f}", number


def _table(head: tuple[str, ...], lines: Iterable[Line | tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join(['---', *['---' if each in WORDS else '---:' for each in head[1:]]])} |"
    for line in lines:
        yield f"| {' | '.join(line)} |"
