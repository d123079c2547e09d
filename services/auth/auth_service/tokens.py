"""Access tokens: JWTs signed with Ed25519 (RFC 8037), so that who can verify one cannot make one."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import jwt
from common.ids import new_id
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jwt.algorithms import OKPAlgorithm
from jwt.utils import base64url_encode

ALGORITHM = "EdDSA"


class Signer:
    """Signs tokens for `audience` in the name of `issuer`, each valid for `lifetime`."""

    def __init__(self, key: Ed25519PrivateKey, *, issuer: str, audience: str, lifetime: timedelta) -> None:
        self._key, self._issuer, self._audience = key, issuer, audience
        self._public = OKPAlgorithm.to_jwk(key.public_key(), as_dict=True)
        self._key_id = thumbprint(self._public)
        self.expires_in = int(lifetime.total_seconds())

    def sign(self, user_id: UUID, role: str, time: datetime) -> str:
        """A token that says who a user is, from `time` for `expires_in` seconds."""
        issued_at = int(time.timestamp())
        claims = {
            "sub": str(user_id),
            "role": role,
            "iat": issued_at,
            "exp": issued_at + self.expires_in,
            "jti": str(new_id()),
            "iss": self._issuer,
            "aud": self._audience,
        }
        return jwt.encode(claims, self._key, ALGORITHM, headers={"kid": self._key_id})

    def jwks(self) -> dict[str, Any]:
        """The public key as a JSON Web Key Set (RFC 7517)."""
        return {"keys": [{**self._public, "kid": self._key_id, "use": "sig", "alg": ALGORITHM}]}


def thumbprint(jwk: dict[str, Any]) -> str:
    """The key id of a public Ed25519 key: its thumbprint by RFC 7638, which anyone can work out again."""
    canonical = '{{"crv":"{crv}","kty":"{kty}","x":"{x}"}}'.format_map(jwk)
    return base64url_encode(hashlib.sha256(canonical.encode()).digest()).decode()


def read_private_key(path: Path) -> Ed25519PrivateKey:
    """The Ed25519 key in a PEM file. Raises `ValueError`, naming the file, when it holds something else."""
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path} holds no Ed25519 private key; JWT_PRIVATE_KEY_FILE must name one in PEM form")
    return key
