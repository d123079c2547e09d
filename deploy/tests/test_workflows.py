"""CI does what it says: its workflows are sound, and leave out no service and no Python."""

import os
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yaml"))
HOW = "`go install github.com/rhysd/actionlint/cmd/actionlint@latest` brings it"


def job(workflow: str, name: str) -> dict[str, Any]:
    """A job of a workflow."""
    jobs: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / workflow).read_text())["jobs"]
    found: dict[str, Any] = jobs[name]
    return found


def test_actionlint_finds_nothing() -> None:
    built = Path(os.environ.get("GOBIN") or Path.home() / "go" / "bin") / "actionlint"
    actionlint = shutil.which("actionlint") or (str(built) if built.exists() else None)
    if actionlint is None:
        pytest.skip(f"actionlint is not there: {HOW}")
    ended = subprocess.run([actionlint, *WORKFLOWS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


@pytest.mark.parametrize("workflow", ["checks.yaml", "release.yaml"])
def test_an_image_of_every_service_is_built(workflow: str) -> None:
    services = {path.parent.name for path in ROOT.glob("services/*/pyproject.toml")}
    assert set(job(workflow, "images")["strategy"]["matrix"]["service"]) == services


def test_every_python_that_is_promised_is_tested() -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert "UV_PYTHON ?= >=3.11,<3.14" in makefile
    assert job("checks.yaml", "test")["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13"]
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"] == ">=3.11"


def test_nothing_but_reading_is_allowed_unless_a_job_says_so() -> None:
    for workflow in WORKFLOWS:
        assert yaml.safe_load(workflow.read_text())["permissions"] == {"contents": "read"}
