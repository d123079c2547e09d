"""Puts a backup in the place of what is there: the databases go back, Kafka and the payment provider do not."""

import json
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stack import pids, preflight, unprivileged
from stack.backup import ACCOUNT, DATABASES, FORMAT, KEYS, MANIFEST, RECORD, SECRETS, Manifest
from stack.base_backup import unpack
from stack.credentials import write_private
from stack.down import stop_everything
from stack.errors import StackError
from stack.postgres import MAJOR, ready_home
from stack.settings import Settings
from stack.state import StackState
from stack.supervisor import NAME
from stack.up import bring_up

RESTORED, REPLACED = "data.restored", "data.replaced"  # no name that a new cluster is made under


def restore(settings: Settings, file: Path) -> Manifest:
    """Stop everything, put the backup in place, start again what ran before; returns what the backup says of itself.

    The databases that were there are kept as `data.replaced` until the next restore. Raises StackError, with nothing
    changed, for a file that is no backup, is damaged, or is one of another PostgreSQL.
    """
    if settings.external("DATABASE_HOST"):
        raise StackError("The databases are on a server of somebody else's; restore them by that server's own means.")
    preflight.check_folder(settings)
    for folder in (settings.run, settings.logs):
        folder.mkdir(parents=True, exist_ok=True)
    before, supervisor = StackState.read(settings.run), pids.read(settings.run, NAME)
    theirs = Settings.load(supervisor.environ()) if supervisor else settings  # as the stack was brought up with
    with _unpacked(settings, file) as (part, manifest):
        data = _database(settings, part / DATABASES)
        stop_everything(settings)
        _secrets(settings, part)
        _replace(data)
    if before and supervisor:
        bring_up(theirs, before.scale, before.only)
    return manifest


@contextmanager
def _unpacked(settings: Settings, file: Path) -> Iterator[tuple[Path, Manifest]]:
    part = settings.home / "restore.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    try:
        try:
            with tarfile.open(file) as tar:
                tar.extractall(part, filter="data")
            manifest = Manifest(**json.loads((part / MANIFEST).read_text()))
        except FileNotFoundError as error:
            raise StackError(f"{error.filename} is not there; {file} is no backup that can be restored.") from error
        except (OSError, tarfile.TarError, ValueError, TypeError) as error:
            raise StackError(f"{file} is no backup, or is damaged: {error}.") from error
        if (manifest.format, manifest.postgres) != (FORMAT, MAJOR):
            theirs = f"has format {manifest.format} and is of PostgreSQL {manifest.postgres}"
            raise StackError(f"{file} {theirs}; this restores format {FORMAT} of PostgreSQL {MAJOR}.")
        yield part, manifest
    finally:
        shutil.rmtree(part)


def _database(settings: Settings, packed: Path) -> Path:
    """Unpack and verify the databases beside those in use; returns their folder."""
    data = ready_home(settings) / RESTORED
    unpack(packed, data)
    for path in (data, *data.rglob("*")):
        unprivileged.give(path, unprivileged.account())
    return data


def _replace(restored: Path) -> None:
    data, replaced = restored.with_name("data"), restored.with_name(REPLACED)
    if data.exists():
        shutil.rmtree(replaced, ignore_errors=True)
        data.rename(replaced)
    restored.rename(data)


def _secrets(settings: Settings, part: Path) -> None:
    """The passwords are those of the databases. Of the rest only what is missing: a provider does not forget."""
    write_private(settings.home / SECRETS, (part / SECRETS).read_bytes())
    if not (settings.home / ACCOUNT).exists():
        write_private(settings.home / ACCOUNT, (part / ACCOUNT).read_bytes())
    if not (settings.home / KEYS).exists():
        shutil.copytree(part / KEYS, settings.home / KEYS)
    record = settings.home / "services" / "payment-sandbox" / RECORD
    if (part / RECORD).exists() and not record.exists():
        record.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(part / RECORD, record)
