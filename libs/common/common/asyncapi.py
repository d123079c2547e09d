"""What services say to each other, as an AsyncAPI 3.0 document made of the contracts: topics, messages, who sends them.

Whoever knows more, who receives what and how topics are set up, hands it in.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from common.contracts import EVENTS, Event, topic_of
from common.schemas import schemas_of

Json = dict[str, Any]
SCHEMA = "#/components/schemas/{model}"
MESSAGE = "#/components/messages/{type}"
KAFKA_BINDINGS = "0.5.0"  # the version of the bindings' own specification
_UUID: Json = {"type": "string", "format": "uuid"}
# CloudEvents 1.0, Kafka protocol binding, binary mode: attributes are headers.
_HEADERS: dict[str, Json] = {
    "content-type": {"const": "application/json"},
    "ce_specversion": {"const": "1.0"},
    "ce_id": {**_UUID, "description": "the event's own: whoever has handled it passes it over"},
    "ce_time": {"type": "string", "format": "date-time"},
    "ce_streamversion": {"type": "string", "pattern": "^[1-9][0-9]*$", "description": "its number in its stream"},
    "ce_correlationid": {**_UUID, "description": "of all that came of one request"},
    "ce_causationid": {**_UUID, "description": "the event, or the request, because of which it was said"},
    "ce_node": {"type": "string", "description": "the replica that said it"},
}
_MAY_LACK: dict[str, Json] = {
    "ce_traceparent": {"type": "string", "description": "the trace it belongs to, as W3C Trace Context writes it"},
    "ce_readablesince": {"type": "string", "description": "readers of an older schema version must not read it"},
}


def document(
    receivers: Mapping[str, Sequence[type[Event]]] | None = None, kafka: Mapping[str, Json] | None = None
) -> Json:
    """The whole document; `receivers` are services with what they read, `kafka` is the set-up of topics by name."""
    owners = list(dict.fromkeys(event.owner for event in EVENTS))
    operations = {f"{owner}.says": _operation("send", owner, _of(owner, EVENTS)) for owner in owners}
    for service, reads in (receivers or {}).items():
        for owner in owners:
            if seen := _of(owner, reads):
                operations[f"{service}.sees.{owner}"] = _operation("receive", owner, seen)
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Quadrille", "version": "1.0.0", "description": "CloudEvents 1.0 over Kafka, binary mode."},
        "defaultContentType": "application/json",
        "channels": {owner: _channel(owner, (kafka or {}).get(topic_of(owner))) for owner in owners},
        "operations": operations,
        "components": {
            "messages": {event.type: _message(event) for event in EVENTS},
            "schemas": schemas_of(EVENTS, SCHEMA),
        },
    }


def headers_of(event: type[Event]) -> Json:
    """The JSON Schema of the headers of an event's record."""
    own: dict[str, Json] = {
        "ce_type": {"const": event.type},
        "ce_source": {"const": event.owner},
        "ce_dataschema": {"type": "string", "examples": [f"urn:quadrille:{event.type}:{event.schema_version}"]},
    }
    always = {**own, **_HEADERS}
    return {"type": "object", "required": sorted(always), "properties": {**always, **_MAY_LACK}}


def _of(owner: str, events: Iterable[type[Event]]) -> list[type[Event]]:
    return [event for event in events if event.owner == owner]


def _channel(owner: str, kafka: Json | None) -> Json:
    told: Json = {
        "address": topic_of(owner),
        "description": f"All that {owner} says; what is about one stream is in one partition, in order.",
        "messages": {event.type: {"$ref": MESSAGE.format(type=event.type)} for event in _of(owner, EVENTS)},
    }
    return told | ({"bindings": {"kafka": {**kafka, "bindingVersion": KAFKA_BINDINGS}}} if kafka else {})


def _operation(action: str, owner: str, events: Iterable[type[Event]]) -> Json:
    messages = [{"$ref": f"#/channels/{owner}/messages/{event.type}"} for event in events]
    return {"action": action, "channel": {"$ref": f"#/channels/{owner}"}, "messages": messages}


def _message(event: type[Event]) -> Json:
    example = event.example()
    key = {**_UUID, "description": "the id of the stream that the event is of"}
    return {
        "name": event.type,
        "title": event.__name__,
        "summary": event.meaning(),
        "contentType": "application/json",
        "headers": headers_of(event),
        "payload": {"$ref": SCHEMA.format(model=event.__name__)},
        "bindings": {"kafka": {"key": key, "bindingVersion": KAFKA_BINDINGS}},
        "examples": [{"name": event.__name__, "payload": example.model_dump(mode="json", by_alias=True)}],
    }
