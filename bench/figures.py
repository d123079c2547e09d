"""Figures that pages show: a command that measured them writes them down, and pages are made of what is written."""

import json
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "figures"


def record(name: str, figures: dict[str, Any]) -> None:
    """Write `figures` down under `name`, with when, of which commit and on what they were measured."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    whole = {"measured": _circumstances(), **figures}
    (FOLDER / f"{name}.json").write_text(json.dumps(whole, indent=2) + "\n")


def recorded(name: str) -> dict[str, Any] | None:
    """What was written down last under `name`; None when nothing was."""
    path = FOLDER / f"{name}.json"
    return dict(json.loads(path.read_text())) if path.exists() else None


def _circumstances() -> dict[str, Any]:
    command = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return {
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": commit,
        "cores": psutil.cpu_count(),
        "memoryGb": round(psutil.virtual_memory().total / 1e9),
        "python": platform.python_version(),
    }
