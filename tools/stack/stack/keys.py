"""Makes the key pair of the auth service once: the private key for auth alone, the public one for who verifies."""

import base64
import hashlib
import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from stack.credentials import write_private
from stack.errors import StackError
from stack.key_folder import Jwk, key_folder


def ensure_keys(home: Path) -> None:
    """See to it that there is a key which signs, and that it is published beside those that signed before it."""
    folder = key_folder(home)
    folder.path.mkdir(parents=True, exist_ok=True)
    with folder.locked():
        if not folder.private_key_file.exists():
            write_fresh_key(folder.private_key_file)
        own, published = public_half(folder.private_key_file), folder.published()
        if own["kid"] not in [key["kid"] for key in published]:
            folder.publish([own, *published])


def write_fresh_key(path: Path) -> None:
    """Make a private key."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_private(path, pem)


def public_half(path: Path) -> Jwk:
    """What there is to publish of a private key. Raises StackError when the file holds none."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise StackError(f"{path} cannot be read as a private key: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise StackError(f"{path} holds a private key that is not Ed25519.")
    return {**public_jwk(key), "iat": int(path.stat().st_mtime)}


def public_jwk(key: Ed25519PrivateKey) -> Jwk:
    """The public half as a JWK; its key id is the thumbprint of RFC 7638, which anyone can work out again."""
    members = {"crv": "Ed25519", "kty": "OKP", "x": _base64url(key.public_key().public_bytes_raw())}
    canonical = json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
    return {**members, "kid": _base64url(hashlib.sha256(canonical).digest()), "use": "sig", "alg": "EdDSA"}


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
