"""Reading an event, whichever release wrote it: new readers lift what is older, old readers ignore what is newer."""

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from common.contracts.base import Event, JsonObject
from common.errors import Poison, TooNew


def read(contract: type[Event], value: bytes | str, version: int, readable_since: int = 1) -> Event:
    """The event in `value`, JSON written as schema `version`, which readers from `readable_since` on may read.

    Raises `Poison` for what this reader would misunderstand, or cannot read.
    """
    known = contract.schema_version
    if readable_since > known:
        raise TooNew(
            f"written by a newer version: a {contract.type} of schema version {version}, which readers of at least"
            f" {readable_since} may read, where this reader knows {known}"
        )
    try:
        return contract.model_validate_json(value if version >= known else _lifted(contract, value, version))
    except ValidationError as error:
        other = "" if version == known else f"written as schema version {version}, where this reader knows {known}: "
        raise Poison(f"the value is not a {contract.type}: {other}{error}") from error


def _lifted(contract: type[Event], value: bytes | str, version: int) -> bytes:
    """An older event as today's schema version has it, upcaster by upcaster."""
    try:
        event: JsonObject = from_json(value)
    except ValueError as error:
        raise Poison(f"the value is not a {contract.type}: {error}") from error
    if not isinstance(event, dict):
        raise Poison(f"the value is not a {contract.type}, but a JSON {type(event).__name__}")
    for step in range(version, contract.schema_version):
        upcast = contract.upcasters.get(step)
        if upcast is None:
            raise Poison(f"no upcaster lifts a {contract.type} from schema version {step} to {step + 1}")
        try:
            event = upcast(event)
        except Exception as error:
            raise Poison(
                f"a {contract.type} cannot be lifted from schema version {step} to {step + 1}: {error!r}"
            ) from error
    return to_json(event)
