"""What a registry is to know: of each event all versions that were ever released, oldest first, then today's."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from common.contracts import Event
from common.contracts.base import JsonObject

from quadrille.contracts.released import Released
from quadrille.contracts.releasing import is_released, promise

# Old readers bear new writers: what is written now is valid by the version before. That is what contracts promise.
FORWARD = "FORWARD"
# For a version that says by `readable_since` that readers of the version before may not read it.
NONE = "NONE"
# Our schemas mean the same in this dialect, and not every registry can compare two in the one that pydantic names.
DIALECT = "http://json-schema.org/draft-07/schema#"


@dataclass(frozen=True)
class Version:
    """One schema to be registered below a subject, while the subject's compatibility is `level`."""

    subject: str
    number: int
    schema: str
    level: str

    @property
    def body(self) -> JsonObject:
        """As a registry is sent it."""
        return {"schemaType": "JSON", "schema": self.schema}


def versions(known: Sequence[Released], contracts: Iterable[type[Event]]) -> dict[str, list[Version]]:
    """By subject, `<topic>-<type>`: what was released, and of `contracts` what is not released as it is."""
    wanted = defaultdict[str, list[Version]](list)
    unreleased = [promise(contract, 0) for contract in contracts if not is_released(contract, known)]
    for each in [*known, *unreleased]:
        before = wanted[subject_of(each)]
        level = FORWARD if not before or _readable_since(each) <= before[-1].number else NONE
        schema = json.dumps({**each.json_schema, "$schema": DIALECT}, separators=(",", ":"))
        before.append(Version(subject_of(each), each.schema_version, schema, level))
    return dict(sorted(wanted.items()))


def subject_of(released: Released) -> str:
    """Its name by the TopicRecordNameStrategy: several types share a topic, and each evolves by itself."""
    return f"{released.golden.topic}-{released.type}"


def _readable_since(released: Released) -> int:
    return int(released.golden.headers.get("ce_readablesince", "1"))
