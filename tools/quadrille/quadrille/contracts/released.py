"""What a release promised of one event, as a file: its JSON Schema then, and one record as it was written then."""

from collections.abc import Iterable
from pathlib import Path

from common.contracts import Message
from common.contracts.base import JsonObject


class Golden(Message):
    """A record as it was on Kafka; headers and value are text."""

    topic: str
    key: str
    headers: dict[str, str]
    value: str


class Released(Message):
    """An event `type` as `release` wrote it at `schema_version`; `json_schema` is of the record's value."""

    type: str
    schema_version: int
    release: int
    golden: Golden
    json_schema: JsonObject

    def __str__(self) -> str:
        return f"{self.type} of schema version {self.schema_version}, release {self.release}"


def load(folder: Path) -> list[Released]:
    """All that was ever released, release by release."""
    found = [Released.model_validate_json(path.read_bytes()) for path in folder.glob("*.json")]
    return sorted(found, key=lambda released: (released.release, released.type, released.schema_version))


def write(folder: Path, released: Released, known: Iterable[Released]) -> str:
    """Append a file, and never replace one; returns its name.

    A version that has grown since it was released gets another file, which names the release.
    """
    grown = any((each.type, each.schema_version) == (released.type, released.schema_version) for each in known)
    since = f".release-{released.release}" if grown else ""
    name = f"{released.type}.v{released.schema_version}{since}.json"
    with (folder / name).open("x") as file:
        file.write(released.model_dump_json(by_alias=True, indent=2) + "\n")
    return name
