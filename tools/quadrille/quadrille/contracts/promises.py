"""Whether today's contracts keep what releases promised: a sentence for each promise that is broken.

Today's readers read every record ever released; whoever may read what is written now, by `readable_since`, finds in it
what his release promised; and a schema version has one shape, which may grow by fields with a default.
"""

import json
from collections.abc import Iterable, Iterator, Mapping

from common.contracts import Event
from common.errors import Poison
from common.schemas import schema_of
from jsonschema import Draft202012Validator

from quadrille.contracts.golden import read
from quadrille.contracts.released import Released
from quadrille.contracts.shape import accepts, demanded, fields, values


def broken(promised: Iterable[Released], contracts: Mapping[str, type[Event]]) -> list[str]:
    """What is wrong, each in a sentence; nothing if all is kept."""
    return list(dict.fromkeys(wrong for each in promised for wrong in _broken(each, contracts.get(each.type))))


def _broken(promised: Released, contract: type[Event] | None) -> Iterator[str]:
    if contract is None:
        yield f"{promised.type} is gone, which release {promised.release} promised"
        return
    if contract.schema_version < promised.schema_version:
        yield (
            f"{promised.type} went back to schema version {contract.schema_version}, where release"
            f" {promised.release} has {promised.schema_version}"
        )
        return
    shape = list(_shape(promised, contract))
    yield from shape or [*_reading(promised, contract), *_writing(promised, contract)]


def _shape(promised: Released, contract: type[Event]) -> Iterator[str]:
    """Fields that are lost, changed or demanded: of the same version, or for readers of an older one."""
    same = promised.schema_version == contract.schema_version
    if not same and promised.schema_version < contract.readable_since:
        return
    mend = _mend(promised, contract)
    was, now, lost = fields(promised.json_schema), fields(schema_of(contract)), ""
    for path, field in was.items():
        if lost and path.startswith((f"{lost}.", f"{lost}[]")):
            continue  # gone with what it is a part of
        if path not in now:
            lost = path
            yield f"{promised.type} lost the field `{path}`, which release {promised.release} promised: {mend}"
        elif not accepts(field, now[path]) or (same and not accepts(now[path], field)):
            yield f"{promised.type} changed what the field `{path}` may be since release {promised.release}: {mend}"
    for path in sorted(demanded(contract) - was.keys()) if same else ():
        yield (
            f"{promised.type} demands the new field `{path}`, which release {promised.release} does not write:"
            f" give it a default, or {mend}"
        )


def _reading(promised: Released, contract: type[Event]) -> Iterator[str]:
    """Whether its record is read, and with what was written where a field is as it was."""
    try:
        event = read(promised.golden).event.model_dump(mode="json", by_alias=True)
    except Poison as poison:
        yield f"{promised} can no longer be read: {poison.reason}"
        return
    was, now, record = fields(promised.json_schema), fields(schema_of(contract)), json.loads(promised.golden.value)
    for path in was:
        whole = any(other.startswith((f"{path}.", f"{path}[]")) for other in was)  # its parts are compared
        found, said = values(event, path), values(record, path)
        if not whole and now.get(path) == was[path] and found != said:
            yield f"{promised} is read with the field `{path}` as {found}, where {said} was written"


def _writing(promised: Released, contract: type[Event]) -> Iterator[str]:
    """Whether what is said now is what readers of the release know, as far as they may read it."""
    if promised.schema_version < contract.readable_since:
        return
    if missing := unshown(contract):
        yield from missing
        return
    said = json.loads(contract.example().to_json())
    for error in Draft202012Validator(promised.json_schema).iter_errors(said):
        yield (
            f"{promised.type} is not written as release {promised.release} promised, at `{error.json_path}`:"
            f" {error.message}; {_mend(promised, contract)}"
        )


def unshown(contract: type[Event]) -> list[str]:
    """What its example lacks."""
    missing = [field.alias for field in contract.model_fields.values() if field.is_required() and not field.examples]
    return [f"{contract.type} has no example of its field `{name}`" for name in missing]


def _mend(promised: Released, contract: type[Event]) -> str:
    if promised.schema_version == contract.schema_version:
        return "raise schema_version and bring an upcaster"
    return f"raise readable_since to {contract.schema_version}, for older readers would misunderstand it"
