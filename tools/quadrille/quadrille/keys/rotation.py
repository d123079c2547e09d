"""Another key signs, in two steps: a token is signed by no key that those who verify have not read before.

Each step is done at one stroke. Whoever is killed before or after one begins again, and the next rotation goes on.
"""

from pathlib import Path

from stack.key_folder import Jwk, KeyFolder, replace
from stack.keys import public_half, write_fresh_key

LEEWAY_SECONDS = 60  # for an auth service that is slow to notice, and for clocks that differ


def announce(folder: KeyFolder, token_lifetime: int, now: int) -> tuple[Jwk, Jwk]:
    """Publish the key that is to sign beside the one that does; returns both, the coming one first.

    A key that was announced before and does not sign yet is taken up again. `token_lifetime` is in seconds, `now` in
    seconds since the epoch. Raises `StackError` when a key cannot be read.
    """
    signing = public_half(folder.private_key_file)
    if not coming_file(folder).exists():
        write_fresh_key(coming_file(folder))
    coming = public_half(coming_file(folder))
    others = [key for key in folder.published() if key["kid"] not in (signing["kid"], coming["kid"])]
    folder.publish([coming, {**signing, "exp": now + token_lifetime + LEEWAY_SECONDS}, *others])
    return coming, signing


def take_over(folder: KeyFolder) -> None:
    """Let the announced key sign; the other stays published."""
    replace(folder.private_key_file, coming_file(folder))


def coming_file(folder: KeyFolder) -> Path:
    """Where a private key waits until it may sign."""
    return folder.path / "next.pem"
