"""A domain small enough to try the kernel with: counters, each a stream, that never go below zero."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar
from uuid import UUID

from common.clock import now
from common.contracts import BY_TYPE, Event
from common.contracts.base import Upcast
from common.envelope import Recorded
from common.errors import Refusal
from common.ids import new_id
from common.requests import Request


class Counted(Event):
    """A counter went up, or down."""

    type: ClassVar[str] = "counter.counted"
    owner: ClassVar[str] = "counter"
    amount: int
    note: str = ""


class CountedBySomebody(Counted):
    """The event as a later release has it, which this one may well read: it also tells who counted."""

    schema_version = 2
    upcasters: ClassVar[Mapping[int, Upcast]] = {1: lambda event: {**event, "by": "nobody"}}
    by: str


class CountedTwice(Counted):
    """The event as a later release has it, which this one would misunderstand: the amount counts so many `times`."""

    schema_version = 2
    readable_since = 2
    upcasters: ClassVar[Mapping[int, Upcast]] = {1: lambda event: {**event, "times": 1}}
    times: int


BY_TYPE[Counted.type] = Counted

Totals = Callable[[], Awaitable[dict[UUID, int]]]  # asks a read model for the total of each counter


@dataclass(frozen=True)
class Count:
    """Move the counter by `amount`; a `note` goes with it."""

    amount: int
    note: str = ""


def decide(command: Count, total: int) -> Sequence[Event]:
    """Refuses to go below zero; moving by nothing says nothing."""
    if total + command.amount < 0:
        raise Refusal("BELOW_ZERO", f"{total} is too little to take {-command.amount}")
    return [Counted(amount=command.amount, note=command.note)] if command.amount else []


def evolve(total: int, event: Event) -> int:
    """The total after an event."""
    return total + event.amount if isinstance(event, Counted) else total


def request(stream: UUID, amount: int, *, note: str = "", request_id: UUID | None = None) -> Request[Count]:
    """A command to move a counter, under an id of its own unless one is given."""
    return Request(request_id or new_id(), stream, Count(amount, note), correlation_id=new_id(), time=now())


def opening(amount: int) -> Request[Count]:
    """A command to move a new counter, which a reaction to the first that was ever said of it asks for."""
    return replace(request(new_id(), amount), opens=True)


def recorded(stream: UUID, version: int, event: Event | None = None) -> Recorded:
    """An event as an event store would hold it; by default the counter moved by `version`."""
    return Recorded(
        id=new_id(),
        stream=stream,
        version=version,
        event=event or Counted(amount=version),
        correlation_id=new_id(),
        causation_id=new_id(),
        traceparent=None,
        node="test-1",
        time=now(),
    )
