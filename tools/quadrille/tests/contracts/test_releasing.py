"""Making releases into a folder: what is new is appended, and nothing that is there is ever touched."""

from pathlib import Path
from typing import Annotated, ClassVar

import pytest
from click.testing import CliRunner
from common.contracts import BY_TYPE, EVENTS, Event, OrderPaid, PaymentCompleted
from pydantic import Field
from quadrille.cli import main
from quadrille.contracts.released import load
from quadrille.contracts.releasing import CannotRelease, release

TODAY: dict[str, type[Event]] = {contract.type: contract for contract in (OrderPaid, PaymentCompleted)}


class CompletedAgain(PaymentCompleted):
    """The next schema version."""

    schema_version = 2
    upcasters = {1: lambda event: {**event, "tries": 1}}  # noqa: RUF012
    tries: Annotated[int, Field(examples=[3])]


class Parcelled(OrderPaid):
    """An event nobody has seen yet."""

    type: ClassVar[str] = "order.parcelled"


class Grown(OrderPaid):
    """The same schema version with one more field, which has a default."""

    carrier: Annotated[str, Field(examples=["a drone"])] = "a van"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with services small enough to be packed at once."""
    for name in ("libs/common/common/__init__.py", "services/order/order_service/__init__.py"):
        (tmp_path / "root" / name).parent.mkdir(parents=True)
        (tmp_path / "root" / name).write_text('"""Code."""\n')
    return tmp_path / "root"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where releases are kept, empty."""
    (tmp_path / "released").mkdir()
    return tmp_path / "released"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_release_keeps_every_contract_and_the_services(folder: Path, root: Path) -> None:
    assert release(folder, root, TODAY) == ["order.paid.v1.json", "payment.completed.v1.json", "services-1.tar.xz"]
    assert contents(folder).keys() == {"order.paid.v1.json", "payment.completed.v1.json", "services-1.tar.xz"}
    assert {(each.type, each.schema_version, each.release) for each in load(folder)} == {
        ("order.paid", 1, 1),
        ("payment.completed", 1, 1),
    }


def test_what_is_released_as_it_is_is_not_released_again(folder: Path, root: Path) -> None:
    release(folder, root, TODAY)
    before = contents(folder)
    assert release(folder, root, TODAY) == []
    assert contents(folder) == before


def test_a_new_version_a_new_event_and_a_new_field_are_appended_and_the_old_stays(
    folder: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(folder, root, TODAY)
    before = contents(folder)
    tomorrow: dict[str, type[Event]] = {each.type: each for each in (Grown, CompletedAgain, Parcelled)}
    for contract in tomorrow.values():
        monkeypatch.setitem(BY_TYPE, contract.type, contract)
    added = [
        "order.paid.v1.release-2.json",
        "payment.completed.v2.json",
        "order.parcelled.v1.json",
        "services-2.tar.xz",
    ]
    assert release(folder, root, tomorrow) == added
    after = contents(folder)
    assert {name: after[name] for name in before} == before
    assert after.keys() - before.keys() == set(added)
    assert release(folder, root, tomorrow) == []


def test_nothing_is_released_while_a_promise_is_broken(folder: Path, root: Path) -> None:
    release(folder, root, TODAY)
    before = contents(folder)
    with pytest.raises(CannotRelease) as refused:
        release(folder, root, {PaymentCompleted.type: PaymentCompleted, Parcelled.type: Parcelled})
    assert refused.value.wrong == ["order.paid is gone, which release 1 promised"]
    assert contents(folder) == before


def test_nothing_is_released_of_which_there_is_no_example(folder: Path, root: Path) -> None:
    class Unshown(OrderPaid):
        weight: int

    with pytest.raises(CannotRelease, match=r"^order\.paid has no example of its field `weight`$"):
        release(folder, root, {Unshown.type: Unshown})
    assert contents(folder) == {}


def test_a_release_that_was_interrupted_goes_on_under_its_number(folder: Path, root: Path) -> None:
    release(folder, root, TODAY)
    (folder / "payment.completed.v1.json").unlink()
    (folder / "services-1.tar.xz").unlink()
    assert release(folder, root, TODAY) == ["payment.completed.v1.json", "services-1.tar.xz"]


def test_the_commands_release_and_check(folder: Path) -> None:
    def run(command: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["contracts", command, "--folder", str(folder)])
        return result.exit_code, result.output

    code, said = run("release")
    assert (code, said.count(".json  "), said.count("services-1.tar.xz  ")) == (0, len(EVENTS), 1)
    assert run("check") == (0, f"All of {len(EVENTS)} released contracts are kept.\n")
    assert run("release") == (0, "Every contract is released as it is.\n")
    record = folder / "payment.completed.v1.json"
    record.write_text(record.read_text().replace("payment.completed", "payment.forgotten"))
    broken = "  payment.forgotten is gone, which release 1 promised\n"
    assert run("check") == (1, f"Promises are broken:\n{broken}")
    assert run("release") == (1, f"Nothing is released:\n{broken}")
