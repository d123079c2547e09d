"""What every event contract is: a frozen model with a written-out type, a schema version and an owner."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Message(BaseModel):
    """Frozen, camelCase on the wire; unknown fields are ignored, so that old readers bear new writers."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True, extra="ignore")


class Event(Message):
    """A fact, in the past tense. `type` never changes; a change of shape raises `schema_version`."""

    type: ClassVar[str]
    owner: ClassVar[str]
    schema_version: ClassVar[int] = 1

    def to_json(self) -> str:
        """The record's value: JSON with decimals as strings."""
        return self.model_dump_json(by_alias=True)
