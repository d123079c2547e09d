"""The skeleton of a service is right whatever it is called, and after whichever event it does what it does."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

COPIED = ("libs/common/common", "templates")
LONG = "whoever comes again, and again, and once more after that, is worth more to us than whoever comes but once"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What the template needs to be there."""
    for folder in COPIED:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (".importlinter", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    packages = [root / "libs/common", *(root / "services").glob("*")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, packages))}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=root, env=environment, check=False, capture_output=True, text=True
    )


def generate(root: Path, **answers: str) -> subprocess.CompletedProcess[str]:
    data = [f"--data={name}={answer}" for name, answer in answers.items()]
    return run(root, "copier", "copy", "--quiet", "--trust", "--defaults", *data, "templates/service", ".")


@pytest.mark.parametrize(
    ("service", "does", "said", "after", "because"),
    [
        ("loyalty", "credit", "credited", "order.placed", LONG),
        ("audits", "note", "noted", "order.cancelled", "somebody will ask"),
        ("letters", "send", "sent_out", "order.reopened", "the customer should know"),
    ],
)
def test_a_skeleton_is_clean_and_passes_its_tests(
    copy: Path, service: str, does: str, said: str, after: str, because: str
) -> None:
    made = generate(copy, service=service, does=does, said=said, after=after, because=because)
    assert made.returncode == 0, made.stderr

    for command in (
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "services"),
        ("pytest", "-q", "-p", "no:cacheprovider", f"services/{service}"),
        ("mypy", "-p", f"{service}_service"),
    ):
        done = run(copy, *command)
        assert done.returncode == 0, f"{command}:\n{done.stdout}{done.stderr}"
    assert f"{service}_service.decide" in (copy / ".importlinter").read_text()


@pytest.mark.parametrize("service", ["order", "import", "user", "two-words"])
def test_a_name_that_cannot_be_is_refused(copy: Path, service: str) -> None:
    refused = generate(copy, service=service, does="do", said="done", because="why not")

    assert refused.returncode != 0
    assert "for question 'service'" in refused.stderr
    assert not (copy / "services").exists()
