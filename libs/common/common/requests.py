"""Commands on their way to streams, and what becomes of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from common.envelope import Received, Recorded
from common.errors import Refusal
from common.idempotency import IdempotencyKey, StoredAnswer
from common.tracing import spans
from common.transaction import Tx

C = TypeVar("C")
S = TypeVar("S")


# What is older may be the cause of a history that lies in the archive, where a version that is taken does not show.
YOUNG = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Keep:
    """The answer to a request is to be kept under `key`; `answer` makes it within the transaction of the effect."""

    key: IdempotencyKey
    answer: Callable[[Tx, "Outcome[Any]"], Awaitable[StoredAnswer]]


@dataclass(frozen=True, slots=True)
class Request(Generic[C]):
    """A command on its way to a stream. `id` becomes the causation id of its events: no id has an effect twice.

    `opens` says that the stream has no history to load at first: its id was made for this command. Of a reaction it is
    a guess, for what calls for it is the first its service ever said of it; `Decider.react` proves it at COMMIT, and
    loads before it refuses. `Decider.execute` takes it for a fact.
    `expects` are the stream's versions that the command is meant for; None: any.
    """

    id: UUID
    stream: UUID
    command: C
    correlation_id: UUID
    time: datetime
    traceparent: str | None = None
    opens: bool = False
    expects: frozenset[int] | None = None
    keep: Keep | None = None

    @classmethod
    def because_of(cls, cause: Received, command: C, time: datetime, stream: UUID | None = None) -> "Request[C]":
        """A reaction's command: the event is its cause, and both belong to one story. `stream` is the event's, if not
        named."""
        opens = stream is None and cause.version == 1 and time - cause.time < YOUNG
        traceparent = spans().reaction(cause)
        return cls(cause.id, stream or cause.stream, command, cause.correlation_id, time, traceparent, opens)


@dataclass(slots=True)
class Change(Generic[S]):
    """A stream after a batch: its state and version now, and the events that the batch added."""

    stream: UUID
    state: S
    version: int = 0
    added: list[Recorded] = field(default_factory=list)
    causes: set[UUID] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[S]):
    """What became of one request: the stream's state and version after it, or why it was refused.

    `answer` is what is kept of a request with an idempotency key; `replayed`: it had been kept before, and this request
    had no effect.
    """

    state: S
    version: int
    refusal: Refusal | None = None
    answer: StoredAnswer | None = None
    replayed: bool = False
