"""Access tokens, verified with public keys alone: auth is never asked, and each token is verified only once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from uuid import UUID

import jwt
from common.reloading import Reloading

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
    """Verifies tokens signed by any key of a JWKS file, as the file is now."""

    def __init__(self, jwks_file: Path, *, issuer: str, audience: str) -> None:
        """Raises `OSError` or `ValueError`, naming the file, when it holds no key."""
        self._issuer, self._audience = issuer, audience
        self._decoding = Reloading(jwks_file, self._by_keys)

    def verify(self, token: str, now: float) -> Bearer:
        """The bearer of a token; raises `InvalidToken`."""
        bearer = self._decoding.value(token)
        if bearer.expires_at <= now:
            raise InvalidToken("the token expired")
        return bearer

    def _by_keys(self, jwks: bytes) -> Callable[[str], Bearer]:
        """Decoding by these keys; what was verified is remembered as long as the keys are."""
        return lru_cache(REMEMBERED)(partial(self._decode, _keys_of(jwks)))

    def _decode(self, keys: Mapping[str | None, jwt.PyJWK], token: str) -> Bearer:
        try:
            key = keys.get(jwt.get_unverified_header(token).get("kid"))
            if key is None:
                raise InvalidToken("the token is not signed with a key of this system")
            claims = jwt.decode(
                token, key, algorithms=[ALGORITHM], issuer=self._issuer, audience=self._audience, options=OPTIONS
            )
            return Bearer(str(UUID(claims["sub"])), str(claims["role"]), float(claims["exp"]))
        except (jwt.InvalidTokenError, ValueError) as error:
            raise InvalidToken(_words(error)) from error


def _keys_of(jwks: bytes) -> dict[str | None, jwt.PyJWK]:
    try:
        return {key.key_id: key for key in jwt.PyJWKSet.from_json(jwks.decode()).keys}
    except (jwt.PyJWTError, AttributeError, TypeError) as error:  # the last two: JSON of another shape
        raise ValueError(f"holds no key: {error}") from error


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
