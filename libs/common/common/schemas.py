"""JSON Schemas of events as they are written, for whoever reads them without our contracts."""

from collections.abc import Sequence
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from common.contracts import Event

Json = dict[str, Any]


class _Untitled(GenerateJsonSchema):
    """Without a title for each field, which would only repeat its name."""

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def schema_of(event: type[Event]) -> Json:
    """The schema of an event's value, complete in itself; its id is what records name as their `dataschema`."""
    schema = event.model_json_schema(mode="serialization", schema_generator=_Untitled)
    dialect = GenerateJsonSchema.schema_dialect
    return {"$schema": dialect, "$id": f"urn:quadrille:{event.type}:{event.schema_version}", **schema}


def schemas_of(events: Sequence[type[Event]], ref_template: str) -> Json:
    """The schemas of events and of what they are made of, by name, each once."""
    _, shared = models_json_schema(
        [(event, "serialization") for event in events], ref_template=ref_template, schema_generator=_Untitled
    )
    return dict(shared["$defs"])
