"""The services of a release in a file, so that they can run beside later ones; the same code makes the same bytes."""

import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

from stack.releases import folders

_KEPT = ("libs/common/common", "services/*/*_service", "services/*/migrations")
_LEFT_OUT = frozenset({"tests", "__pycache__"})


def archive(release: int) -> str:
    """The name of a release's file."""
    return f"services-{release}.tar.xz"


def pack(root: Path, path: Path) -> None:
    """Write all that services are made of to `path`, which must not be there yet."""
    with tarfile.open(path, "x:xz", format=tarfile.GNU_FORMAT) as tar:
        for file in sorted(_files(root)):
            name = file.relative_to(root).as_posix()
            entry = tarfile.TarInfo(name)  # no time, owner or mode of this machine
            entry.size = file.stat().st_size
            with file.open("rb") as content:
                tar.addfile(entry, content)


def unpack(path: Path, folder: Path) -> None:
    """Lay the services in the archive `path` out below `folder`, as they lie in a repository."""
    with tarfile.open(path) as tar:
        tar.extractall(folder, filter="data")


def python_path(folder: Path) -> str:
    """What `PYTHONPATH` has to be for the services below `folder` to run instead of those installed."""
    return os.pathsep.join(folders(folder, sorted(path.name for path in (folder / "services").iterdir())))


def _files(root: Path) -> Iterator[Path]:
    for folder in (found for pattern in _KEPT for found in root.glob(pattern)):
        for path in folder.rglob("*"):
            inside = path.relative_to(folder).parts
            if path.is_file() and _LEFT_OUT.isdisjoint(inside) and not path.name.startswith("."):
                yield path
