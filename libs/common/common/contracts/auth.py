"""What the auth service says. Streams and record keys are user ids. No secret is ever in an event."""

from typing import ClassVar
from uuid import UUID

from common.contracts.base import Event

ADMIN = "admin"  # the `role` of one who may see and change what is not its own


class UserEvent(Event):
    """What every event of a user names."""

    owner: ClassVar[str] = "auth"
    user_id: UUID


class UserRegistered(UserEvent):
    """Somebody joined."""

    type: ClassVar[str] = "user.registered"
    email: str
    first_name: str
    last_name: str
    role: str


class UserSuspended(UserEvent):
    """The user is on hold: no new orders, and tokens are refused."""

    type: ClassVar[str] = "user.suspended"
    reason: str


class UserReinstated(UserEvent):
    """An administrator lifted the hold."""

    type: ClassVar[str] = "user.reinstated"
    reinstated_by: str
    reason: str
