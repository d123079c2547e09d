"""Settlements: the word of an operator that a dead letter was replayed or discarded (docs/adr/0013)."""

from datetime import datetime
from typing import Literal

from pydantic import ValidationError

from common.cloudevents import Headers, Record
from common.contracts import Message
from common.publisher import Outgoing
from common.topics import settled_of


class Settlement(Message):
    """What was done about the letter at `partition` and `offset` of a dead-letter topic, by whom, when and why."""

    partition: int
    offset: int
    state: Literal["replayed", "discarded"]
    who: str
    why: str
    time: datetime

    def outgoing(self, service: str) -> Outgoing:
        """The record that says so to everybody."""
        key = f"{self.partition}:{self.offset}"
        headers: Headers = [("content-type", b"application/json")]
        return Outgoing(settled_of(service), key.encode(), self.model_dump_json(by_alias=True).encode(), headers)


def settlement(record: Record) -> Settlement | None:
    """The settlement in a record; None when it is none, for such a record settles nothing."""
    try:
        return Settlement.model_validate_json(record.value or b"")
    except ValidationError:
        return None
