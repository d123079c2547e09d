"""A place for what refuses to run as root: an account without rights, and a folder that account can reach."""

import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from collections.abc import Sequence
from pathlib import Path

ACCOUNT = "nobody"


def account() -> tuple[int, ...]:
    """(uid, gid) to run as when we are root, else empty: run as we are."""
    if os.geteuid() != 0:
        return ()
    entry = pwd.getpwnam(ACCOUNT)
    return entry.pw_uid, entry.pw_gid


def give(path: Path, owner: Sequence[int]) -> None:
    """Hand a path over to an account, unless it is empty."""
    if owner:
        os.chown(path, *owner)


def reachable(path: Path) -> bool:
    """Whether every account may enter the folder and all those above it."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents))


def haven(home: Path) -> Path:
    """The folder below the system's temporary one that stands in for an unreachable stack folder."""
    return Path(tempfile.gettempdir()) / f"quadrille-{hashlib.sha256(bytes(home)).hexdigest()[:12]}"


def open_haven(folder: Path) -> None:
    """Make the haven and let every account pass; raises PermissionError when somebody else made it before us."""
    folder.mkdir(exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise PermissionError(f"{folder} belongs to another account; remove it, for PostgreSQL's data goes there")
    folder.chmod(0o711)


def remove_haven(home: Path) -> None:
    """Delete it with all data in it."""
    shutil.rmtree(haven(home), ignore_errors=True)
