"""What every event contract is: a frozen model with a written-out type, a schema version and an owner."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from common.contracts.protocol import Transition

JsonObject = dict[str, Any]
Upcast = Callable[[JsonObject], JsonObject]  # from one schema version to the next; pure


class Message(BaseModel):
    """Frozen, camelCase on the wire; unknown fields are ignored, so that old readers bear new writers."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True, extra="ignore")


class Event(Message):
    """A fact, in the past tense. `type` never changes; a change of shape raises `schema_version`."""

    type: ClassVar[str]
    owner: ClassVar[str]
    schema_version: ClassVar[int] = 1
    upcasters: ClassVar[Mapping[int, Upcast]] = {}  # by the version they lift to the next
    readable_since: ClassVar[int] = 1  # readers of an older schema version would misunderstand what is said now
    # Where it may come in a saga; none for what is no part of one. Who watches judges by these.
    transitions: ClassVar[tuple[Transition, ...]] = ()
    opens_attempt: ClassVar[bool] = False  # the saga's next attempt begins with it
    terminal: ClassVar[bool] = False  # nothing more need be said: a saga may rest here
    failure: ClassVar[bool] = False  # what was wanted did not come about
    # The types that take its effect back; LEAVES_NOTHING if it has none. None, which says nothing, passes no check.
    undone_by: ClassVar[tuple[str, ...] | None] = None

    def to_json(self) -> str:
        """The record's value: JSON with decimals as strings."""
        return self.model_dump_json(by_alias=True)

    @classmethod
    def meaning(cls) -> str:
        """What is true once it is said, in one line: its docstring."""
        return " ".join((cls.__doc__ or "").split())

    @classmethod
    def example(cls) -> Self:
        """One as it might be said, of the examples of its fields; raises `ValidationError` where one is missing."""
        return cls.model_validate(cls.shown())

    @classmethod
    def shown(cls) -> dict[str, Any]:
        """The examples of its fields, by name."""
        return {name: field.examples[0] for name, field in cls.model_fields.items() if field.examples}
