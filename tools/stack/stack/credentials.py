"""Makes the passwords of the stack once and keeps them where only its owner can read them."""

import json
import os
import secrets
from pathlib import Path

from stack.participants import PARTICIPANTS

SUPERUSER = "stack"
ADMIN_EMAIL = "admin@quadrille.local"


def database_passwords(home: Path) -> dict[str, str]:
    """Role name to password: services with a database, and `stack`, the superuser of our own PostgreSQL."""
    return kept(home / "secrets.json", {role: secrets.token_hex(16) for role in (SUPERUSER, *PARTICIPANTS)})


def administrator(home: Path) -> dict[str, str]:
    """{"email", "password"} of the administrator the auth service makes sure of."""
    return kept(home / "admin.json", {"email": ADMIN_EMAIL, "password": secrets.token_urlsafe(18)})


def kept(path: Path, fresh: dict[str, str]) -> dict[str, str]:
    """What the file says; what is missing, be it all of it, is written first."""
    said: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    if not fresh.keys() <= said.keys():
        said = {**fresh, **said}
        write_private(path, json.dumps(said).encode())
    return said


def write_private(path: Path, content: bytes) -> None:
    """Write a whole file that nobody else could read at any moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    part.rename(path)
