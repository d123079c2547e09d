"""Makes the key pair of the auth service once: the private key for auth alone, the public one for who verifies."""

import base64
import hashlib
import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from stack.credentials import write_private


def private_key_file(home: Path) -> Path:
    """PEM, PKCS #8."""
    return home / "keys" / "jwt.pem"


def jwks_file(home: Path) -> Path:
    """A JSON Web Key Set (RFC 7517) of the public key."""
    return home / "keys" / "jwks.json"


def ensure_keys(home: Path) -> None:
    """Write both files unless they are there; the set always follows from the private key."""
    path = private_key_file(home)
    if not path.exists():
        fresh = Ed25519PrivateKey.generate()
        write_private(path, fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} holds no Ed25519 key")
    jwks_file(home).write_text(json.dumps({"keys": [public_jwk(key)]}))


def public_jwk(key: Ed25519PrivateKey) -> dict[str, str]:
    """The public half as a JWK; its key id is the thumbprint of RFC 7638, which anyone can work out again."""
    members = {"crv": "Ed25519", "kty": "OKP", "x": _base64url(key.public_key().public_bytes_raw())}
    canonical = json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
    return {**members, "kid": _base64url(hashlib.sha256(canonical).digest()), "use": "sig", "alg": "EdDSA"}


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
