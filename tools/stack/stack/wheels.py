"""Finds what a wheel carries without importing it, for that costs seconds on a busy machine, or writes lock files."""

import importlib.util
from pathlib import Path


def package_folder(name: str) -> Path:
    """Where a package is installed; raises ModuleNotFoundError when it is not."""
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(name)
    return Path(found.origin).parent
