"""The folder of the keys of tokens: what is where, and changes that nobody sees half done."""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from stat import S_IMODE
from typing import Any

from stack.errors import StackError

Jwk = dict[str, Any]


@dataclass(frozen=True)
class KeyFolder:
    """`jwt.pem` signs; `jwks.json` is the set (RFC 7517) of all public keys whose tokens are accepted.

    A key in the set says when it was made (`iat`) and, once another is to sign, when its last token will have expired
    (`exp`), both in seconds since the epoch. Who verifies passes over them.
    """

    path: Path

    @property
    def private_key_file(self) -> Path:
        """PEM, PKCS #8."""
        return self.path / "jwt.pem"

    @property
    def jwks_file(self) -> Path:
        """The public keys."""
        return self.path / "jwks.json"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let others who would change the folder wait; whoever is killed lets go."""
        folder = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def published(self) -> list[Jwk]:
        """The public keys, none when there is no set. Raises StackError when it cannot be read."""
        try:
            return [{**key, "kid": key["kid"]} for key in json.loads(self.jwks_file.read_text())["keys"]]
        except FileNotFoundError:
            return []
        except (ValueError, LookupError, TypeError) as error:
            raise StackError(f"{self.jwks_file} holds no keys; delete it, and `make up` makes it anew.") from error

    def publish(self, keys: Iterable[Jwk]) -> None:
        """Replace the set."""
        part = self.jwks_file.with_name("jwks.json.part")
        part.write_text(json.dumps({"keys": list(keys)}))
        replace(self.jwks_file, part)


def replace(path: Path, part: Path) -> None:
    """Put `part` in the place of a file, for the same owner and the same readers."""
    if path.exists():
        found = path.stat()
        os.chown(part, found.st_uid, found.st_gid)
        part.chmod(S_IMODE(found.st_mode))
    part.rename(path)


def key_folder(home: Path) -> KeyFolder:
    """That of a stack."""
    return KeyFolder(home / "keys")
