"""Figures that pages show: a command that measured them writes them down, and pages are made of what is written."""

import json
import platform
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "figures"
NO_CODE = (":!docs", ":!README.md")  # what is written down in a measuring run changes nothing of what is measured


def record(name: str, figures: dict[str, Any]) -> None:
    """Write `figures` down under `name`, with how, when, of which commit and on what they were measured."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    whole = {"measured": _circumstances(), "command": _command(), **figures}
    (FOLDER / f"{name}.json").write_text(json.dumps(whole, indent=2) + "\n")


def recorded(name: str) -> dict[str, Any] | None:
    """What was written down last under `name`; None when nothing was."""
    path = FOLDER / f"{name}.json"
    return dict(json.loads(path.read_text())) if path.exists() else None


def _command() -> str:
    """As this process was started, for whom wants to do it again."""
    spec = sys.modules["__main__"].__spec__
    module = spec.name.removesuffix(".__main__") if spec else Path(sys.argv[0]).name
    return shlex.join(["python", "-m", module, *sys.argv[1:]])


def _commit() -> str:
    """Its short name, and whether the code is another by now; empty outside of a repository."""
    dirty = "-dirty" if _git("status", "--porcelain", "--untracked-files=no", "--", ".", *NO_CODE) else ""
    return _git("describe", "--always") + dirty


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def _circumstances() -> dict[str, Any]:
    return {
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": _commit(),
        "cores": psutil.cpu_count(),
        "memoryGb": round(psutil.virtual_memory().total / 1e9),
        "python": platform.python_version(),
    }
