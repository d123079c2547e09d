"""A service's tables in memory, and what PostgreSQL does to them for the kernel's statements."""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Self
from uuid import UUID

from common import event_store, inbox
from common.transaction import Row
from tracker_service.seen import Seen

Params = Sequence[Any]
Statement = Callable[["Tables", Params], list[Row]]


class Taken(Exception):
    """A unique constraint, of this name, is violated."""


@dataclass
class Tables:
    """One service's; each fills those it has. A row of `events` ends with the number of its transaction."""

    events: list[Row] = field(default_factory=list)
    inbox: set[str] = field(default_factory=set)
    handled: list[UUID] = field(default_factory=list)  # no table: the events that a handler was given, for the checks
    orders: dict[str, Row] = field(default_factory=dict)  # status, attempt, correlation id
    jobs: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    ledger: list[Row] = field(default_factory=list)  # account, entry, order id, amount
    log: dict[UUID, Seen] = field(default_factory=dict)
    sagas: dict[str, dict[str, Any]] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)  # no table: all that ever were in a story
    cursor: tuple[str, int] = ("0", 0)  # of the relay, as it is written down
    epoch: int = 0  # how many have led
    clocks_apart: timedelta = timedelta()
    transactions: int = 0
    fault: str = ""  # no table: what befalls the process that makes something durable next
    which: int = 0  # which of the rows that are due is found: the schedule says

    def copy(self) -> Self:
        """As they are now."""
        earlier = copy(self)
        vars(earlier).update({k: v.copy() for k, v in vars(self).items() if isinstance(v, list | dict | set)})
        return earlier

    def restore(self, earlier: Self) -> None:
        """Be as `earlier` again."""
        vars(self).update(vars(earlier))


def _load(tables: Tables, params: Params) -> list[Row]:
    streams = set(map(UUID, params[0]))
    rows = [(*row[:-1], False) for row in tables.events if row[1] in streams]
    return sorted(rows, key=lambda row: (row[1], row[2]))


def _append(tables: Tables, columns: Params) -> list[Row]:
    taken = {row[1:3] for row in tables.events}
    for row in zip(*columns, strict=True):
        event_id, stream, correlation, causation = (UUID(row[n]) for n in (0, 1, 6, 7))
        if (stream, row[2]) in taken:
            raise Taken("events_pkey")
        tables.events.append((event_id, stream, *row[2:6], correlation, causation, *row[8:], tables.transactions))
    return []


def _enter(tables: Tables, params: Params) -> list[Row]:
    if tables.inbox.intersection(params[0]):
        raise Taken("inbox_pkey")
    tables.inbox.update(params[0])
    return []


def _take_in(tables: Tables, params: Params) -> list[Row]:
    fresh = set(params[0]) - tables.inbox
    tables.inbox |= fresh
    return [(UUID(event_id),) for event_id in fresh]


KERNEL: dict[str, Statement] = {
    event_store._LOAD: _load,
    event_store._APPEND: _append,
    inbox._ENTER: _enter,
    inbox._TAKE_IN: _take_in,
}
