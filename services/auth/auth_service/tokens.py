"""Access tokens: JWTs signed with Ed25519 (RFC 8037), so that who can verify one cannot make one."""

from datetime import datetime, timedelta
from uuid import UUID

import jwt
from common.ids import new_id

from auth_service.keys import Keys


class Signer:
    """Signs tokens for `audience` in the name of `issuer`, each valid for `lifetime`."""

    def __init__(self, keys: Keys, *, issuer: str, audience: str, lifetime: timedelta) -> None:
        self._keys, self._issuer, self._audience = keys, issuer, audience
        self.expires_in = int(lifetime.total_seconds())

    def sign(self, user_id: UUID, role: str, time: datetime) -> str:
        """A token that says who a user is, from `time` for `expires_in` seconds."""
        key, issued_at = self._keys.signing, int(time.timestamp())
        claims = {
            "sub": str(user_id),
            "role": role,
            "iat": issued_at,
            "exp": issued_at + self.expires_in,
            "jti": str(new_id()),
            "iss": self._issuer,
            "aud": self._audience,
        }
        return jwt.encode(claims, key.private, key.public["alg"], headers={"kid": key.public["kid"]})
