"""Dead letters: the record as it came, with headers that say who could not handle it and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import structlog

from common import metrics
from common.clock import now, rfc3339
from common.cloudevents import Headers, Record
from common.publisher import Outgoing
from common.topics import dead_letters_of

log = structlog.get_logger(__name__)

VALUE_LIMIT = 900_000  # bytes; with our headers a larger one might be refused by the broker, for ever
REASON_LIMIT = 2000  # characters; a validation error can quote the whole value


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A record that is poison for one handler."""

    record: Record
    headers: Iterable[tuple[str, bytes]]
    handler: str
    reason: str

    def outgoing(self, service: str) -> Outgoing:
        """The record to write to `service`'s dead-letter topic; `dl_` headers say what went wrong, and where."""
        why = {
            "reason": self.reason[:REASON_LIMIT],
            "topic": self.record.topic,
            "partition": str(self.record.partition),
            "offset": str(self.record.offset),
            "handler": self.handler,
            "time": rfc3339(now()),
        }
        headers: Headers = [*self.headers, *((f"dl_{name}", value.encode()) for name, value in why.items())]
        value = self.record.value
        if value is not None and len(value) > VALUE_LIMIT:  # the record is where `dl_topic`, `dl_offset` … say
            headers.append(("dl_omitted", str(len(value)).encode()))
            value = None
        return Outgoing(dead_letters_of(service), self.record.key, value, headers)


def dead_letter(message: Any, service: str, handler: str, error: BaseException) -> DeadLetter:
    """A Faust message that `service` cannot handle, and why; it is logged here, and to be published by the caller."""
    reason = f"{type(error).__name__}: {error}"
    log.error("dead letter", topic=message.topic, partition=message.partition, offset=message.offset, why=reason)
    metrics.DEAD_LETTERS.labels(handler).inc()
    return DeadLetter(message, message.headers or (), f"{service}:{handler}", reason)
