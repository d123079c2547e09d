"""How topics and the records in them look: a table or a line on a terminal, a line of JSON when piped."""

import json
from collections.abc import Iterable
from uuid import UUID

from common.clock import rfc3339
from common.contracts import topic_of
from common.envelope import Received
from rich.table import Column, Table
from rich.text import Text

from quadrille.kafka.printing import printable, text
from quadrille.topics.seen import Seen
from quadrille.topics.state import Topic

Data = dict[str, object]

TYPE_WIDTH, NODE_WIDTH, SHORT = 24, 10, 8
REASON_LENGTH = 200  # characters; a validation error can quote the whole value


def table(topics: Iterable[Topic]) -> Table:
    """A row for each."""
    numbers = (Column(name, justify="right") for name in ("partitions", "records"))
    drawn = Table("topic", "owner", "kind", *numbers, "lag by group")
    for topic in topics:
        lags = ", ".join(f"{group} {lag}" for group, lag in topic.lags.items())
        cells = (topic.name, topic.owner, topic.kind, str(len(topic.parts)), str(topic.kept), lags)
        drawn.add_row(*map(Text, cells))  # as it is: to rich, [brackets] in a string are markup
    return drawn


def topic_line(topic: Topic) -> str:
    """A topic as a line of JSON."""
    return json.dumps(
        {
            "topic": topic.name,
            "owner": topic.owner or None,
            "kind": topic.kind,
            "partitions": len(topic.parts),
            "records": topic.kept,
            "lag": topic.lags,
        }
    )


def line(seen: Seen) -> str:
    """A record as a line of JSON; what is no event has a `reason` instead of data that were understood."""
    return json.dumps(document(seen))


def document(seen: Seen) -> Data:
    """All that is told of a record."""
    record, event = seen.record, seen.event
    told: Data = {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "time": rfc3339(seen.time),
        "type": seen.type,
        "schemaVersion": seen.schema_version,
        "stream": seen.stream or None,
        "orderId": str(seen.order_id) if seen.order_id else None,
        "version": event.version if event else None,
        "correlationId": seen.header("ce_correlationid"),
        "causationId": seen.header("ce_causationid"),
        "node": seen.header("ce_node"),
        "data": data(seen),
    }
    return told if event else told | {"reason": seen.read}


def data(seen: Seen) -> object:
    """The fields of an event as its contract has them; of what is none its value as JSON, else as text."""
    if seen.event:
        return seen.event.event.model_dump(mode="json", by_alias=True)
    try:
        return json.loads(seen.record.value or b"null")
    except (ValueError, RecursionError):
        return text(seen.record.value)


def row(seen: Seen, order: UUID | None = None) -> Text:
    """A record on a terminal, in one line; what all lines have, being of that order, is left out."""
    event = seen.event
    drawn = Text(f"{rfc3339(seen.time)[:-4]}Z  ")
    if event is None:
        drawn.append(f"{_flat(seen.type or 'no type'):{TYPE_WIDTH}}", "red")
        why = _flat(str(seen.read))
        why = why if len(why) <= REASON_LENGTH else f"{why[:REASON_LENGTH]}…"
        return drawn.append(f"  {_flat(seen.stream)}  no event we know, at {seen.place}: {why}")
    drawn.append(f"{event.event.type:{TYPE_WIDTH}}", "bold")
    drawn.append("" if event.stream == order else f"  {event.stream}")
    correlation = str(event.correlation_id)[-SHORT:]  # they begin with the time, which is much the same
    drawn.append(f"  v{event.version:<2} {_flat(event.node):{NODE_WIDTH}} …{correlation}")
    drawn.append(f"  {_fields(event)}", "dim")
    astray = seen.record.topic != topic_of(event.event.owner)  # a dead letter, or one that is given once more
    return drawn.append(f"  at {seen.place}" if astray else "")


def _fields(event: Received) -> str:
    fields = event.event.model_dump(mode="json", by_alias=True)
    told = (None, str(event.stream), event.node)
    return " ".join(f"{name}={_value(value)}" for name, value in fields.items() if value not in told)


def _value(value: object) -> str:
    bare = isinstance(value, str) and value and not any(c.isspace() or c in '"=' for c in value)
    return printable(str(value) if bare else json.dumps(value, ensure_ascii=False))


def _flat(written: str) -> str:
    return printable(" ".join(written.split()))
