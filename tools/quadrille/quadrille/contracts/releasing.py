"""Making a release of the contracts: what is new is appended to what was promised, and nothing is rewritten."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from common.contracts import Event
from common.schemas import schema_of

from quadrille.contracts.golden import golden
from quadrille.contracts.promises import broken, unshown
from quadrille.contracts.released import Released, load, write
from quadrille.contracts.services import archive, pack
from quadrille.contracts.shape import fields


class CannotRelease(Exception):
    """Promises of earlier releases are broken, or an example is missing: `wrong` are the sentences."""

    def __init__(self, wrong: Sequence[str]) -> None:
        super().__init__("\n".join(wrong))
        self.wrong = wrong


def release(folder: Path, root: Path, contracts: Mapping[str, type[Event]]) -> list[str]:
    """Append what is not released yet, and the services below `root`; returns the names of the files.

    Raises `CannotRelease`. Killed in between, it goes on with the same release when it is run again.
    """
    known = load(folder)
    if wrong := broken(known, contracts) or [each for contract in contracts.values() for each in unshown(contract)]:
        raise CannotRelease(wrong)
    last = max((each.release for each in known), default=1)
    unfinished = not (folder / archive(last)).exists()
    new = [contract for contract in contracts.values() if not is_released(contract, known)]
    if not new and not unfinished:
        return []
    number = last if unfinished else last + 1
    names = [write(folder, promise(contract, number), known) for contract in new]
    pack(root, folder / archive(number))
    return [*names, archive(number)]


def is_released(contract: type[Event], known: Sequence[Released]) -> bool:
    """Whether a release has promised the contract with the fields that it has now."""
    same = [each for each in known if (each.type, each.schema_version) == (contract.type, contract.schema_version)]
    return any(fields(each.json_schema).keys() == fields(schema_of(contract)).keys() for each in same)


def promise(contract: type[Event], number: int) -> Released:
    """What release `number` promises of a contract."""
    return Released(
        type=contract.type,
        schema_version=contract.schema_version,
        release=number,
        golden=golden(contract),
        json_schema=schema_of(contract),
    )
