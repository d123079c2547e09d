"""Access tokens, verified with public keys alone: auth is never asked, and each token is verified only once."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

import jwt

ALGORITHM = "EdDSA"  # never taken from the token, so that neither `none` nor an HMAC over a public key passes
REMEMBERED = 10_000  # tokens, about a kilobyte each

# An `iat` ahead of our clock is no reason to refuse: the clocks of two machines differ by a little.
OPTIONS: jwt.types.Options = {"require": ["exp", "iss", "aud", "sub", "role"], "verify_iat": False}


class InvalidToken(Exception):
    """Why a token is refused, in words for its bearer."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who a valid token speaks for, until `expires_at` (seconds since the epoch)."""

    user_id: str
    role: str
    expires_at: float


class TokenVerifier:
    """Verifies tokens signed by any key of a JWKS document. Raises `jwt.PyJWKSetError` when it holds no key."""

    def __init__(self, jwks: str, *, issuer: str, audience: str) -> None:
        self._keys = {key.key_id: key for key in jwt.PyJWKSet.from_json(jwks).keys}
        self._issuer, self._audience = issuer, audience
        self._remembered = lru_cache(REMEMBERED)(self._decode)

    def verify(self, token: str, now: float) -> Bearer:
        """The bearer of a token; raises `InvalidToken`."""
        bearer = self._remembered(token)
        if bearer.expires_at <= now:
            raise InvalidToken("the token expired")
        return bearer

    def _decode(self, token: str) -> Bearer:
        try:
            key = self._keys.get(jwt.get_unverified_header(token).get("kid"))
            if key is None:
                raise InvalidToken("the token is not signed with a key of this system")
            claims = jwt.decode(
                token, key, algorithms=[ALGORITHM], issuer=self._issuer, audience=self._audience, options=OPTIONS
            )
            return Bearer(str(UUID(claims["sub"])), str(claims["role"]), float(claims["exp"]))
        except (jwt.InvalidTokenError, ValueError) as error:
            raise InvalidToken(_words(error)) from error


def _words(error: Exception) -> str:
    match error:
        case jwt.ExpiredSignatureError():
            return "the token expired"
        case jwt.InvalidSignatureError():
            return "the token is not signed with a key of this system"
        case jwt.InvalidAlgorithmError():
            return f"the token is not signed by {ALGORITHM}"
        case jwt.InvalidIssuerError() | jwt.InvalidAudienceError():
            return "the token was not issued for this system"
        case _:
            return "the token is malformed"
