"""What services say to each other (AsyncAPI 3.0), made from the contracts: topics, messages and who sends them."""

from typing import Any

from common.contracts import EVENTS, topic_of

Json = dict[str, Any]


def document() -> Json:
    """The whole document."""
    owners = list(dict.fromkeys(event.owner for event in EVENTS))
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Quadrille", "version": "1.0.0", "description": "CloudEvents 1.0 over Kafka, binary mode."},
        "defaultContentType": "application/json",
        "channels": {owner: _channel(owner) for owner in owners},
        "operations": {f"{owner}.says": _says(owner) for owner in owners},
    }


def _channel(owner: str) -> Json:
    messages = {
        event.type: {
            "name": event.type,
            "summary": event.__doc__,
            "headers": {"type": "object", "properties": {"ce_type": {"const": event.type}}},
            "payload": event.model_json_schema(),
        }
        for event in EVENTS
        if event.owner == owner
    }
    return {"address": topic_of(owner), "messages": messages}


def _says(owner: str) -> Json:
    return {"action": "send", "channel": {"$ref": f"#/channels/{owner}"}}
