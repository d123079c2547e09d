"""The keys: the private one that signs, and the public ones by which tokens are accepted, as their files are now."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from common.reloading import Reloading
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jwt.utils import base64url_encode
from pydantic import TypeAdapter

from auth_service.shapes import Jwk, KeySet

_key_set = TypeAdapter(KeySet)  # leaves out every member that is not public


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and its public half."""

    private: Ed25519PrivateKey
    public: Jwk


class Keys:
    """Keys that can be replaced while the service runs; without `jwks_file` only the own one is published."""

    def __init__(self, private_key_file: Path, jwks_file: Path | None) -> None:
        """Raises `OSError` or `ValueError`, naming the file, when one cannot be read."""
        self._signing = Reloading(private_key_file, signing_key)
        self._accepted = Reloading(jwks_file, _key_set.validate_json) if jwks_file else None

    @property
    def signing(self) -> SigningKey:
        """The key for new tokens."""
        return self._signing.value

    def published(self) -> KeySet:
        """Every key a token may be signed by, the one for new tokens first (RFC 7517)."""
        own = self.signing.public
        accepted = self._accepted.value["keys"] if self._accepted else []
        return {"keys": [own, *(key for key in accepted if key["kid"] != own["kid"])]}


def signing_key(pem: bytes) -> SigningKey:
    """The Ed25519 key of a PEM file's bytes; raises `ValueError` for anything else."""
    try:
        key = load_pem_private_key(pem, password=None)
    except (TypeError, UnsupportedAlgorithm) as error:  # a password is asked for, or nobody knows the kind
        raise ValueError(str(error)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("holds no Ed25519 private key in PEM form")
    x = base64url_encode(key.public_key().public_bytes_raw()).decode()
    return SigningKey(key, {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": thumbprint(x), "use": "sig", "alg": "EdDSA"})


def thumbprint(x: str) -> str:
    """The key id of a public Ed25519 key: its thumbprint by RFC 7638, which anyone can work out again."""
    canonical = f'{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}'
    return base64url_encode(hashlib.sha256(canonical.encode()).digest()).decode()
