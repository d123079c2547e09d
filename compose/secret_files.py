"""Makes what the containers read as files, once: passwords and the key pair of tokens, in `compose/.secrets`."""

import os
import secrets
from pathlib import Path

from stack.key_folder import key_folder
from stack.keys import ensure_keys

PASSWORDS = (
    "postgres_password",
    *(f"{service}_database_password" for service in ("order", "payment", "auth", "tracker")),
    "admin_password",
    "grafana_password",
)


def folder() -> Path:
    """`SECRETS`, which the composition takes from the environment too, or the folder beside this file."""
    return Path(os.environ.get("SECRETS") or Path(__file__).with_name(".secrets"))


def ensure(home: Path) -> None:
    """Write what is missing; what is there stays, for the databases know it.

    Nobody else can enter the folder. The files in it may be read by all: in a container each is mounted alone, and
    read by an account that is nobody on this machine.
    """
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    for name in PASSWORDS:
        _once(home / name, secrets.token_urlsafe(24).encode())
    ensure_keys(home)
    keys = key_folder(home)
    _once(home / "jwt_private_key", keys.private_key_file.read_bytes())
    _once(home / "jwks", keys.jwks_file.read_bytes())


def _once(path: Path, content: bytes) -> None:
    if not path.exists():
        path.write_bytes(content)
        path.chmod(0o444)


if __name__ == "__main__":
    ensure(folder())
