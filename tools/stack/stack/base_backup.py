"""PostgreSQL's own physical backup: taken from the running server, unpacked again, and compared with its manifest."""

import hashlib
import json
import os
import shutil
import tarfile
import zlib
from pathlib import Path

from stack.credentials import SUPERUSER, database_passwords
from stack.errors import StackError
from stack.postgres import client
from stack.settings import HOST, Settings
from stack.spec import run_once

MANIFEST = "backup_manifest"
HOW = ("--format=tar", "--gzip", "--wal-method=stream", "--checkpoint=fast", "--manifest-checksums=SHA256")


def take(settings: Settings, folder: Path) -> None:
    """Write `base.tar.gz`, `pg_wal.tar.gz` and `backup_manifest`. Raises StackError when the server refuses."""
    where = ["-h", HOST, "-p", str(settings.port("postgres")), "-U", SUPERUSER, "--no-password"]
    command = [str(client("pg_basebackup")), "-D", str(folder), *HOW, *where]
    password = database_passwords(settings.home)[SUPERUSER]
    try:
        run_once(command, settings.logs / "backup.log", env={**os.environ, "PGPASSWORD": password})
    except ChildProcessError as error:
        raise StackError(f"PostgreSQL could not be backed up: {error}; logs/backup.log says why.") from error


def unpack(packed: Path, data: Path) -> None:
    """Make of a backup a folder that a server can be started on. Raises StackError when anything in it is damaged."""
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    try:
        for name, folder in (("base.tar.gz", data), ("pg_wal.tar.gz", data / "pg_wal")):
            with tarfile.open(packed / name) as tar:
                tar.extractall(folder, filter="data")
        _verify((packed / MANIFEST).read_bytes(), data)
    except (OSError, EOFError, ValueError, LookupError, zlib.error, tarfile.TarError) as error:
        shutil.rmtree(data)
        raise StackError(f"The backup is damaged, and nothing was changed: {error}.") from error


def _verify(manifest: bytes, data: Path) -> None:
    """As pg_verifybackup does, which the wheel of PostgreSQL carries but cannot run. Raises ValueError, OSError."""
    told = json.loads(manifest)
    signed = manifest[: manifest.rindex(b'"Manifest-Checksum"')]
    if hashlib.sha256(signed).hexdigest() != told["Manifest-Checksum"]:
        raise ValueError("its manifest was changed")
    for file in told["Files"]:
        path = data / file["Path"]
        with path.open("rb") as content:
            if hashlib.file_digest(content, "sha256").hexdigest() != file["Checksum"]:
                raise ValueError(f"{file['Path']} is not what it was")
