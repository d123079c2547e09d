"""`quadrille rebuild` and `quadrille replay-order` with nothing to work with, and what people see of a rebuild."""

import io
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from quadrille.cli import main
from quadrille.rebuild.running import Screen, run
from rich.console import Console
from rich.progress import Progress

ORDER = "01a2102b-8f0d-754e-a8fb-121989b73f2d"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["rebuild", "tracker"], "Error: The local stack is not up; bring it up with `make up`.\n"),
        (["replay-order", ORDER], "Error: There is no local stack; bring it up with `make up`, or give --url.\n"),
    ],
)
def test_without_a_stack_the_command_says_so_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], said: str
) -> None:
    monkeypatch.setenv("QUADRILLE_STACK_DIR", str(tmp_path))
    result = CliRunner().invoke(main, command)
    assert (result.exit_code, result.stderr) == (1, said)


def test_another_system_is_not_asked_without_an_account() -> None:
    result = CliRunner().invoke(main, ["replay-order", ORDER, "--url", "http://127.0.0.1:1"])
    assert result.exit_code == 2
    assert "--email and --password are needed" in result.stderr


def test_of_the_log_of_a_rebuild_warnings_are_shown_and_progress_is_drawn() -> None:
    shown = io.StringIO()
    progress = Progress(console=Console(file=shown, width=200), disable=True)
    screen = Screen(progress)

    for line in (
        '{"event": "rebuilding", "level": "info", "read": 20, "ahead": 30, "told": 0}',
        '{"event": "topics created", "level": "info"}',
        '{"event": "unreadable", "level": "warning", "offset": 7}',
        "Rebuilt: [everything]",
    ):
        screen.hear(line)

    records, sagas = progress.tasks
    assert (records.completed, records.total, sagas.completed) == (20, 50, 0)
    assert shown.getvalue() == '{"event": "unreadable", "level": "warning", "offset": 7}\nRebuilt: [everything]\n'


def test_the_exit_code_of_a_rebuild_is_passed_on() -> None:
    assert run([sys.executable, "-c", "raise SystemExit(3)"]) == 3
