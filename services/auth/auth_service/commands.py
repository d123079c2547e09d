"""What can be asked of a user; ids, times and facts from outside come in with the command."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from common.choreography import asked_by
from common.contracts import UserRegistered, UserReinstated, UserSuspended


@asked_by("client: POST /auth/register", says=[UserRegistered], because="somebody joins")
@dataclass(frozen=True, slots=True)
class RegisterUser:
    """Register a user.

    That the email is nobody else's is for the credentials' unique index to say.
    """

    user_id: UUID
    email: str
    first_name: str
    last_name: str
    role: str


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How many declined payments, all within one `window`, put a user on hold."""

    declines: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class NoteDeclines:
    """Payments of the user were declined at these `times`, in any order, all since the last reinstatement."""

    times: tuple[datetime, ...]
    tolerance: Tolerance


@asked_by(
    "administrator: POST /auth/users/{userId}/reinstate",
    after=[UserSuspended],
    says=[UserReinstated],
    because="the declines were explained",
)
@dataclass(frozen=True, slots=True)
class ReinstateUser:
    """Lift the hold on a user."""

    admin_id: UUID
    reason: str


Command = RegisterUser | NoteDeclines | ReinstateUser
