"""Another commit's code, installed on its own as its lock file says, for as long as it is needed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bench.environment import ROOT

OWN_UV = ROOT / ".tools" / "uv" / "bin" / "uv"  # where make puts it when there is none
MEANT_FOR_THIS = {"VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT"}


@contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Path]:
    """The Python interpreter of a worktree of `commit`, made in `folder` and removed afterwards.

    Raises `click.UsageError` when there is no such commit, `subprocess.CalledProcessError` when it does not install.
    """
    found = _git("rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}", check=False)
    if found.returncode:
        raise click.UsageError(f"There is no commit {commit!r} here.")
    _remove(folder)
    try:
        _git("worktree", "add", "--quiet", "--detach", str(folder), found.stdout.strip())
        yield _installed(folder)
    finally:
        _remove(folder)


def _installed(folder: Path) -> Path:
    environment = {name: value for name, value in os.environ.items() if name not in MEANT_FOR_THIS}
    # Compiled as make does it, lest the first start is slower than today's; by the same Python as today's.
    options = ["--frozen", "--all-packages", "--quiet", "--compile-bytecode", "--python", sys.executable]
    uv = shutil.which("uv") or str(OWN_UV)
    subprocess.run([uv, "sync", *options], cwd=folder, env=environment, check=True)
    return folder / ".venv" / "bin" / "python"


def _remove(folder: Path) -> None:
    _git("worktree", "remove", "--force", str(folder), check=False)
    shutil.rmtree(folder, ignore_errors=True)
    _git("worktree", "prune")


def _git(*arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["git", "-C", str(ROOT), *arguments], check=check, capture_output=True, text=True)
