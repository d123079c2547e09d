"""The repository as these tests see it: its Python files, its services, and what is told of them in `.importlinter`."""

import ast
import os
import subprocess
from collections.abc import Iterator
from configparser import ConfigParser
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICES = sorted(folder.parent.name for folder in ROOT.glob("services/*/pyproject.toml"))
NOT_OURS = ("__pycache__", "node_modules", "dist", "backups")


@cache
def python_files() -> tuple[Path, ...]:
    """Those of `files` that are Python's."""
    return tuple(sorted(path for path in files() if path.suffix == ".py"))


def files() -> Iterator[Path]:
    """Every file that git has or would take; in a copy without git, all but those of tools and caches."""
    found = _listed_by_git() if (ROOT / ".git").exists() else _walked()
    return (path for path in found if path.exists())


def package(service: str) -> Path:
    """The folder of a service's code."""
    return ROOT / "services" / service / f"{service}_service"


def code_of(folder: Path, *, without: tuple[str, ...] = ("testing", "testing.py")) -> Iterator[Path]:
    """The Python files in a folder; what helps tests is left out."""
    return (
        path
        for path in python_files()
        if path.is_relative_to(folder) and not {*path.relative_to(folder).parts} & {*without}
    )


@cache
def parsed(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text(), str(path))


def shown(path: Path) -> str:
    """A path as a reader of the repository knows it."""
    return str(path.relative_to(ROOT))


def contract(name: str, key: str) -> set[str]:
    """What a contract of `.importlinter` lists; `name` is empty for the general part."""
    rules = ConfigParser()
    rules.read(ROOT / ".importlinter")
    section = f"importlinter:contract:{name}" if name else "importlinter"
    return set(rules[section][key].split())


def _listed_by_git() -> Iterator[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return (ROOT / name for name in listed.split("\0") if name)


def _walked() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in NOT_OURS]
        yield from (Path(folder) / name for name in names)
