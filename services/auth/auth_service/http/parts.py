"""What the endpoints share: the parts they use, and the answers and commands they make."""

from dataclasses import dataclass
from uuid import UUID

from aiohttp import web
from common.clock import now
from common.http import CORRELATION_ID
from common.ids import new_id
from common.requests import Request
from common.tracing import spans

from auth_service.accounts import Accounts
from auth_service.commands import Command
from auth_service.keys import Keys
from auth_service.passwords import Passwords
from auth_service.shapes import Session, UserView
from auth_service.throttle import Throttle
from auth_service.tokens import Signer


@dataclass(frozen=True)
class Parts:
    """The parts that endpoints use."""

    accounts: Accounts
    passwords: Passwords
    throttle: Throttle
    keys: Keys
    signer: Signer

    def session(self, user: UserView) -> Session:
        """The answer to who has just proved to be `user`: a token, and how long it is good for."""
        token = self.signer.sign(user["id"], user["role"], now())
        return {"accessToken": token, "expiresIn": self.signer.expires_in, "user": user}


PARTS: web.AppKey[Parts] = web.AppKey("parts", Parts)


def request_for(request: web.Request, user_id: UUID, command: Command) -> Request[Command]:
    """A command on its way to a user, under the correlation id of the HTTP request."""
    return Request(
        id=new_id(),
        stream=user_id,
        command=command,
        correlation_id=request[CORRELATION_ID],
        time=now(),
        traceparent=spans().here(request.headers.get("traceparent")),
    )
