"""Failpoints: each declared one is passed somewhere, a plan is carried out once, and without one nothing happens."""

import ast
import asyncio
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from common.errors import Transient
from common.failpoints import CATALOGUE, Plan, failpoint, watch
from common.testing.programs import program

ROOT = Path(__file__).parents[3]

SetPlan = Callable[[str], object]


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[SetPlan]:
    """Writes the plan that failpoints look for during the test."""
    file = tmp_path / "failpoint"
    watch(file)
    yield file.write_text
    watch(None)


def passed() -> set[str]:
    """The names at every call of `failpoint` in the kernel and the services."""
    sources = [*ROOT.glob("libs/common/common/**/*.py"), *ROOT.glob("services/*/*_service/**/*.py")]
    calls = [node for file in sources for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
    named = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "failpoint"]
    return {str(name.value) if isinstance(name, ast.Constant) else ast.unparse(name) for name in named}


def test_the_code_passes_what_the_catalogue_declares_and_nothing_else() -> None:
    assert passed() == CATALOGUE.keys()


async def test_without_a_file_to_watch_nothing_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "failpoint").write_text("relay.sent=transient")
    await failpoint("relay.sent")
    assert (tmp_path / "failpoint").exists()


async def test_a_plan_is_carried_out_once_at_the_place_it_names(plan: SetPlan, tmp_path: Path) -> None:
    plan("relay.sent=transient\n")
    await failpoint("relay.read")
    with pytest.raises(Transient):
        await failpoint("relay.sent")
    await failpoint("relay.sent")
    assert (tmp_path / "failpoint.fired").exists()


async def test_a_plan_for_the_third_time_counts_from_when_it_is_there(plan: SetPlan) -> None:
    await failpoint("relay.sent")
    plan("relay.sent=transient@3")
    await failpoint("relay.sent")
    await failpoint("relay.read")
    await failpoint("relay.sent")
    with pytest.raises(Transient):
        await failpoint("relay.sent")


async def test_a_plan_can_be_to_wait(plan: SetPlan) -> None:
    plan("relay.sent=delay:0.01")
    await failpoint("relay.sent")
    plan("relay.sent=hang")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(failpoint("relay.sent"), 0.01)


async def test_a_plan_can_be_to_die(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "failpoint"
    file.write_text("relay.sent=kill")
    monkeypatch.setenv("FAILPOINT_FILE", str(file))
    body = 'from common.failpoints import failpoint\nawait failpoint("relay.sent")\nraise SystemExit(0)'
    code, log = await program(body)
    assert (code, log[-1]["name"], log[-1]["action"]) == (-signal.SIGKILL, "relay.sent", "kill")
    assert (await program(body))[0] == 0


@pytest.mark.parametrize("text", ["relay.sent", "relay.sent=explode", "no.such.place=kill", "relay.sent=kill@", ""])
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no plan for a failpoint"):
        Plan.parse(text)
