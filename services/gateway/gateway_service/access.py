"""Who may pass: reads the token of a request and holds it against what the route needs."""

import time
from collections.abc import Container

from aiohttp import web
from common.contracts import ADMIN
from common.errors import Refusal

from gateway_service.routes import Needs
from gateway_service.tokens import Bearer, InvalidToken, TokenVerifier


class Unauthenticated(Refusal):
    """401; `challenge` is the value of WWW-Authenticate (RFC 6750, section 3)."""

    def __init__(self, detail: str, challenge: str) -> None:
        super().__init__("UNAUTHENTICATED", detail, 401)
        self.challenge = challenge


class Access:
    """Admits requests; `suspended` holds the ids of users whose tokens are refused."""

    def __init__(self, verifier: TokenVerifier, suspended: Container[str]) -> None:
        self._verifier, self._suspended = verifier, suspended

    def admit(self, request: web.Request, needs: Needs) -> Bearer | None:
        """The verified user, None on a public route; raises `Unauthenticated` or a 403 `Refusal`."""
        if needs is Needs.PUBLIC:
            return None
        bearer = self._bearer(request.headers.get("Authorization", ""))
        if self.is_suspended(bearer):
            raise Refusal("USER_SUSPENDED", "this user is on hold; an administrator can lift that", 403)
        if needs is Needs.ADMIN and bearer.role != ADMIN:
            raise Refusal("FORBIDDEN", "this needs an administrator", 403)
        return bearer

    def is_suspended(self, bearer: Bearer) -> bool:
        """Whether the user is on hold."""
        return bearer.user_id in self._suspended

    def _bearer(self, authorization: str) -> Bearer:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("this needs an access token: Authorization: Bearer <token>", "Bearer")
        try:
            return self._verifier.verify(token.strip(), time.time())
        except InvalidToken as error:
            challenge = f'Bearer error="invalid_token", error_description="{error}"'
            raise Unauthenticated(str(error), challenge) from error
