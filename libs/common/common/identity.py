"""Who is asking: the gateway verified the token, and tells the services behind it in headers."""

from dataclasses import dataclass
from uuid import UUID

from aiohttp import web

from common.contracts import ADMIN
from common.errors import Refusal

USER_HEADER, ROLE_HEADER, GATEWAY_HEADER = "X-User-Id", "X-User-Role", "X-Gateway"
CLIENT_HEADER = "X-Client-Address"


@dataclass(frozen=True, slots=True)
class Caller:
    """A verified user; `gateway` is the edge node that verified it."""

    user_id: UUID
    role: str
    gateway: str

    @property
    def is_admin(self) -> bool:
        """Whether the user may see and change what is not its own."""
        return self.role == ADMIN

    def must_be_admin(self) -> None:
        """Raises a 403 `Refusal` unless the caller is an administrator."""
        if not self.is_admin:
            raise Refusal("FORBIDDEN", "this needs an administrator", 403)


def caller_of(request: web.Request) -> Caller:
    """The verified user of a request that came through a gateway; raises a 401 `Refusal` where there is none."""
    try:
        user_id = UUID(request.headers[USER_HEADER])
    except (KeyError, ValueError):
        raise Refusal("UNAUTHENTICATED", "the request names no verified user", 401) from None
    return Caller(user_id, request.headers.get(ROLE_HEADER, "user"), request.headers.get(GATEWAY_HEADER, ""))


def address_of(request: web.Request) -> str:
    """The address of the client at the edge, by the gateway's word; of who is connected where it says none."""
    return request.headers.get(CLIENT_HEADER) or request.remote or "unknown"


def uuid_of(request: web.Request, name: str) -> UUID:
    """A path segment that must be a UUID; raises a 404 `Refusal`, for nothing has such an id."""
    try:
        return UUID(request.match_info[name])
    except ValueError:
        raise Refusal("NOT_FOUND", f"there is no such {name}", 404) from None
