"""What the auth service says. Streams and record keys are user ids. No secret is ever in an event."""

from typing import Annotated, ClassVar

from pydantic import Field

from common.contracts.base import Event
from common.contracts.order import UserId, Who
from common.contracts.protocol import LEAVES_NOTHING

ADMIN = "admin"  # the `role` of one who may see and change what is not its own


class UserEvent(Event):
    """What every event of a user names."""

    owner: ClassVar[str] = "auth"
    user_id: UserId


class UserRegistered(UserEvent):
    """Somebody joined."""

    type: ClassVar[str] = "user.registered"
    terminal = True
    undone_by = LEAVES_NOTHING
    email: Annotated[str, Field(examples=["ada@example.com"])]
    first_name: Annotated[str, Field(examples=["Ada"])]
    last_name: Annotated[str, Field(examples=["Lovelace"])]
    role: Annotated[str, Field(examples=["user"])]


class UserSuspended(UserEvent):
    """The user is on hold: no new orders, and tokens are refused."""

    type: ClassVar[str] = "user.suspended"
    terminal = True
    undone_by = ("user.reinstated",)
    reason: Annotated[str, Field(examples=["payments_declined"])]


class UserReinstated(UserEvent):
    """An administrator lifted the hold."""

    type: ClassVar[str] = "user.reinstated"
    terminal = True
    undone_by = LEAVES_NOTHING
    reinstated_by: Who
    reason: Annotated[str, Field(examples=["called the bank"])]
