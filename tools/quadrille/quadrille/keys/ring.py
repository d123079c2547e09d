"""What there is in a key folder: which key signs, which is to, and which are only accepted still."""

from dataclasses import dataclass
from enum import StrEnum

from stack.key_folder import Jwk, KeyFolder
from stack.keys import public_half

from quadrille.keys.rotation import coming_file


class Signs(StrEnum):
    """Whether tokens are signed with a key."""

    NOW = "yes"
    NEXT = "next"
    NO_MORE = "no"


@dataclass(frozen=True)
class Key:
    """A key; `made` and `expires`, when its last token will have expired, are seconds since the epoch, if known."""

    kid: str
    signs: Signs
    is_published: bool
    made: int | None
    expires: int | None


def keys_of(folder: KeyFolder) -> list[Key]:
    """All of them, the one that signs first. Raises `StackError` when one cannot be read."""
    published = {key["kid"]: key for key in folder.published()}
    signing = public_half(folder.private_key_file)
    coming = [public_half(coming_file(folder))] if coming_file(folder).exists() else []
    in_use = [_key(signing, Signs.NOW, published), *(_key(key, Signs.NEXT, published) for key in coming)]
    known = {key.kid for key in in_use}
    return [*in_use, *(_key(key, Signs.NO_MORE, published) for key in published.values() if key["kid"] not in known)]


def _key(key: Jwk, signs: Signs, published: dict[str, Jwk]) -> Key:
    expires = key.get("exp") if signs is Signs.NO_MORE else None
    return Key(key["kid"], signs, key["kid"] in published, key.get("iat"), expires)
