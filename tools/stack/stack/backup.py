"""Backs up what cannot be made anew: PostgreSQL whole, as it is at one instant, and the secrets that belong to it.

One physical backup holds the databases of all services at the same moment. Kafka is not in it: what it has beyond that
moment, or lacks, the services make up for when they start.
"""

import json
import os
import shutil
import sqlite3
import tarfile
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from stack import pids
from stack.base_backup import take
from stack.errors import StackError
from stack.postgres import MAJOR
from stack.settings import Settings

FORMAT = 1
MANIFEST, DATABASES, RECORD = "manifest.json", "postgres", "sandbox.db"
SECRETS, ACCOUNT, KEYS = "secrets.json", "admin.json", "keys"


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself: `taken_at` is in RFC 3339, `postgres` the major version of the server."""

    format: int
    taken_at: str
    postgres: str


def back_up(settings: Settings, file: Path | None) -> Path:
    """Write a backup while everything goes on; returns its file, which nobody else may read.

    Raises StackError when PostgreSQL is not ours or does not run, or when the file is there already.
    """
    if settings.external("DATABASE_HOST"):
        raise StackError("The databases are on a server of somebody else's; back it up by that server's own means.")
    if pids.read(settings.run, "postgres") is None:
        raise StackError("PostgreSQL is not running; bring the stack up with `make up`.")
    taken_at = datetime.now(UTC)
    target = (file or settings.home.parent / "backups" / f"quadrille-{taken_at:%Y%m%dT%H%M%SZ}.tar").resolve()
    if target.exists():
        raise StackError(f"{target} is there already; name another file.")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    try:
        _collect(settings, part, taken_at)
        _pack(part, target)
    finally:
        shutil.rmtree(part)
    return target


def _collect(settings: Settings, part: Path, taken_at: datetime) -> None:
    take(settings, part / DATABASES)
    record = settings.home / "services" / "payment-sandbox" / RECORD
    if record.exists():
        with closing(sqlite3.connect(record)) as source, closing(sqlite3.connect(part / RECORD)) as copy:
            source.backup(copy)
    for name in (SECRETS, ACCOUNT):
        shutil.copy2(settings.home / name, part / name)
    shutil.copytree(settings.home / KEYS, part / KEYS)
    manifest = Manifest(FORMAT, taken_at.isoformat(timespec="seconds"), MAJOR)
    (part / MANIFEST).write_text(json.dumps(asdict(manifest)))


def _pack(part: Path, target: Path) -> None:
    """Whole, or not there."""
    packed = part / "packed"
    with os.fdopen(os.open(packed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            for entry in sorted(part.iterdir()):
                if entry != packed:
                    tar.add(entry, entry.name)
        file.flush()
        os.fsync(file.fileno())
    packed.rename(target)
