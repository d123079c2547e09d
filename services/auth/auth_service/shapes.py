"""What clients get to see: the shapes of this service's answers, from which the API's document is made."""

from typing import Literal
from uuid import UUID

from typing_extensions import TypedDict

from auth_service.state import Status


class UserView(TypedDict):
    """A user."""

    id: UUID
    email: str
    firstName: str
    lastName: str
    role: Literal["user", "admin"]
    status: Status


class Session(TypedDict):
    """What a login gives: a token that is good for `expiresIn` seconds, and whose it is."""

    accessToken: str
    expiresIn: int
    user: UserView


class Jwk(TypedDict):
    """A public Ed25519 key (RFC 8037); `kid` is its thumbprint."""

    kty: Literal["OKP"]
    crv: Literal["Ed25519"]
    x: str
    kid: str
    use: Literal["sig"]
    alg: Literal["EdDSA"]


class KeySet(TypedDict):
    """Every key that a token may be signed by."""

    keys: list[Jwk]
