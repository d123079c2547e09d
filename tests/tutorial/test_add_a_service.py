"""The tutorial does what it says, in a copy of the repository, and no other service changes by it."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, files
from tests.tutorial.reading import Run, Write, steps_of

TUTORIAL = ROOT / "docs" / "add-a-service.md"
OTHERS = [f"services/{name}" for name in ("order", "payment", "auth", "tracker", "gateway")]
OFFSET = int(os.environ.get("QUADRILLE_TEST_PORT_OFFSET", "20000")) + 600
LEFT_TO_THE_COPY = ("QUADRILLE_", "VIRTUAL_ENV", "PYTEST_")

pytestmark = [pytest.mark.disruptive, pytest.mark.timeout(600)]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The repository as it is now, with a history of one commit."""
    for path in files():
        target = tmp_path / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    run(tmp_path, "git init -q && git add -A && git -c user.name=a -c user.email=a@b commit -qm before")
    run(tmp_path, "make .venv/.installed")
    return tmp_path


def run(folder: Path, commands: str) -> subprocess.CompletedProcess[str]:
    outside = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_TO_THE_COPY)}
    environment = {**outside, "QUADRILLE_PORT_OFFSET": str(OFFSET), "COLUMNS": "200"}
    return subprocess.run(
        ["bash", "-euc", commands],
        cwd=folder,
        env=environment,
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=400,
    )


def test_a_reader_of_the_tutorial_extends_the_saga_and_changes_no_other_service(copy: Path) -> None:
    for step in steps_of(TUTORIAL.read_text()):
        match step:
            case Write(path, content):
                (copy / path).write_text(content)
            case Run(commands, fails, shows):
                done = run(copy, commands)
                assert (done.returncode != 0) is fails, f"{commands}\nended with {done.returncode}:\n{done.stdout}"
                missing = [line for line in shows if line not in done.stdout]
                assert not missing, f"{commands}\ndoes not show {missing}, but:\n{done.stdout}"

    changed = run(copy, f"git status --short {' '.join(OTHERS)}").stdout
    assert changed == "", f"the tutorial changes other services:\n{changed}"
