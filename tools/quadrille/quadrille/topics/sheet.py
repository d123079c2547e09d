"""One topic with all there is to know about it, and one record entire."""

import json
from collections.abc import Iterator, Mapping

from common.clock import rfc3339
from common.contracts import BY_TYPE, topic_of
from rich.table import Column, Table
from rich.text import Text

from quadrille.kafka.printing import as_text, lines_of, printable
from quadrille.topics.seen import Seen
from quadrille.topics.state import Topic
from quadrille.topics.views import data

DAY_MS = 24 * 3600 * 1000


def heading(topic: Topic, settings: Mapping[str, str]) -> Iterator[str]:
    """What the topic is, and how it is set up."""
    yield f"{topic.name}  {topic.kind}{f' of {topic.owner}' if topic.owner else ''}, {topic.kept} records"
    for name, value in settings.items():
        days = f" ({int(value) / DAY_MS:g} days)" if name == "retention.ms" and value != "-1" else ""
        yield f"{name}: {value}{days}"


def partitions(topic: Topic) -> Table:
    """A row for each partition, with the lag of each group that reads it."""
    groups = list(topic.lags)
    names = ("partition", "beginning", "end", "records", *(f"lag of {group}" for group in groups))
    drawn = Table(*(Column(Text(name), justify="right") for name in names))
    for part in topic.parts:
        numbers = (part.number, part.first, part.end, part.kept, *(part.lag(group) for group in groups))
        drawn.add_row(*map(str, numbers))
    return drawn


def contracts(topic: Topic) -> Table | None:
    """The events that are declared for the topic; None where none are."""
    drawn = Table("event", "schema version", "what it says")
    for contract in BY_TYPE.values():
        if topic_of(contract.owner) == topic.name:
            drawn.add_row(contract.type, str(contract.schema_version), Text(contract.meaning()))
    return drawn if drawn.row_count else None


def record(seen: Seen) -> Iterator[str]:
    """The record, line by line: what it is, its key and headers, the event as its contract reads it.

    The value too where it says something else, in another version or to no contract.
    """
    event = seen.event
    if event is None:
        yield f"{seen.place}  no event we know: {printable(str(seen.read))}"
    else:
        yield f"{seen.place}  {event.event.type}, version {event.version} of {event.stream}"
    yield f"written: {rfc3339(seen.written)}"
    yield f"key: {as_text(seen.record.key)}"
    for name, value in seen.record.headers:
        yield f"{printable(name)}: {as_text(value)}"
    yield ""
    if event is not None:
        yield f"{type(event.event).__name__}, schema version {event.event.schema_version}:"
        yield from lines_of(event.event.to_json().encode())
        if json.loads(seen.record.value or b"null") == data(seen):
            return
        yield "which is read from:"
    yield from lines_of(seen.record.value)
