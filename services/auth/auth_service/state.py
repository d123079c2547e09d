"""Who a user is, and what each event does to it; pure."""

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from common.contracts import Event, UserRegistered, UserReinstated, UserSuspended


class Status(StrEnum):
    """Whether a user may log in and order."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class User:
    """What deciding needs to know."""

    user_id: UUID
    role: str
    status: Status = Status.ACTIVE


State = User | None


def evolve(state: State, event: Event) -> State:
    """The state after `event`."""
    match event:
        case UserRegistered():
            return User(event.user_id, event.role)
        case UserSuspended() if state:
            return replace(state, status=Status.SUSPENDED)
        case UserReinstated() if state:
            return replace(state, status=Status.ACTIVE)
    raise AssertionError(f"{event.type} cannot follow {state}")
