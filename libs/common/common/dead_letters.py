"""Dead letters: the record as it came, with headers that say who could not handle it and why."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

import structlog

from common import metrics
from common.clock import now, rfc3339
from common.cloudevents import Headers, Record
from common.publisher import Outgoing
from common.topics import dead_letters_of, retries_of

log = structlog.get_logger(__name__)

BYTES_LIMIT = 900_000  # of a record; with our headers a larger one might be refused by the broker, for ever
REASON_LIMIT = 2000  # characters; a validation error can quote the whole value
OURS = "dl_"  # what the headers begin with that are not the record's own


class Origin(NamedTuple):
    """Where a record was met first, and how many attempts at handling it have failed."""

    topic: str
    partition: int
    offset: int
    attempts: int

    def headers(self) -> Headers:
        """What a dead letter and a replayed record say of it."""
        return [(OURS + name, str(value).encode()) for name, value in self._asdict().items()]

    @classmethod
    def told(cls, headers: Iterable[tuple[str, bytes | None]]) -> "Origin":
        """What `headers` say. Raises `ValueError` when they do not."""
        told = {name: value for name, value in headers if value is not None}
        try:
            place = told["dl_topic"].decode(), int(told["dl_partition"]), int(told["dl_offset"])
            return cls(*place, int(told["dl_attempts"]))
        except KeyError as error:
            raise ValueError(f"there is no header {error}") from error


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A record that is poison for one handler."""

    record: Record
    headers: Iterable[tuple[str, bytes | None]]
    handler: str
    reason: str

    def outgoing(self, service: str) -> Outgoing:
        """The record to write to `service`'s dead-letter topic; `dl_` headers say what went wrong, and where.

        Of one that is too large the value is left out, or all of it; it is where `dl_topic`, `dl_offset` … say.
        """
        why = {"reason": self.reason[:REASON_LIMIT], "handler": self.handler, "time": rfc3339(now())}
        ours = [*self._origin(service).headers(), *((OURS + name, value.encode()) for name, value in why.items())]
        theirs = [pair for pair in self.headers if not pair[0].startswith(OURS)]
        key, value, omitted = self.record.key, self.record.value, 0
        beside = len(key or b"") + sum(len(name) + len(text or b"") for name, text in theirs)
        if beside + len(value or b"") > BYTES_LIMIT:
            value, omitted = None, len(value or b"")
        if beside > BYTES_LIMIT:
            key, theirs, omitted = None, [], omitted + beside
        if key is None and value is None:
            value = b""  # aiokafka writes no record that has neither
        if omitted:
            ours.append(("dl_omitted", str(omitted).encode()))
        return Outgoing(dead_letters_of(service), key, value, [*theirs, *ours])

    def _origin(self, service: str) -> Origin:
        record = self.record
        if record.topic == retries_of(service):
            with suppress(ValueError):  # what nobody replayed tells nothing
                before = Origin.told(self.headers)
                return before._replace(attempts=before.attempts + 1)
        return Origin(record.topic, record.partition, record.offset, attempts=1)


def dead_letter(message: Any, service: str, handler: str, error: BaseException) -> DeadLetter:
    """A Faust message that `service` cannot handle, and why; it is logged here, and to be published by the caller."""
    reason = f"{type(error).__name__}: {error}"
    log.error("dead letter", topic=message.topic, partition=message.partition, offset=message.offset, why=reason)
    metrics.DEAD_LETTERS.labels(handler).inc()
    return DeadLetter(message, message.headers or (), f"{service}:{handler}", reason)
