"""The rules about users, pure: what each command makes of a state."""

from collections.abc import Sequence
from datetime import datetime

from common.contracts import ADMIN, Event, UserRegistered, UserReinstated, UserSuspended
from common.errors import Refusal

from auth_service.commands import Command, NoteDeclines, RegisterUser, ReinstateUser, Tolerance
from auth_service.state import State, Status, User

PAYMENTS_DECLINED = "payments_declined"


def decide(command: Command, state: State) -> list[Event]:
    """What happens because of `command`. Raises `Refusal`; an answer of [] means that nothing has to."""
    match command:
        case RegisterUser():
            return [] if state else [_registered(command)]
        case NoteDeclines(times, tolerance):
            if state is None or not _may_be_suspended(state) or not _exhausts(times, tolerance):
                return []
            return [UserSuspended(user_id=state.user_id, reason=PAYMENTS_DECLINED)]
        case ReinstateUser(admin_id, reason):
            if state is None:
                raise Refusal("NOT_FOUND", "there is no such user", 404)
            if state.status is Status.ACTIVE:
                return []
            return [UserReinstated(user_id=state.user_id, reinstated_by=str(admin_id), reason=reason)]


def _registered(command: RegisterUser) -> UserRegistered:
    return UserRegistered(
        user_id=command.user_id,
        email=command.email,
        first_name=command.first_name,
        last_name=command.last_name,
        role=command.role,
    )


def _may_be_suspended(user: User) -> bool:
    return user.status is Status.ACTIVE and user.role != ADMIN


def _exhausts(times: Sequence[datetime], tolerance: Tolerance) -> bool:
    """Whether some window holds too many: any window, because declines of several orders arrive in any order."""
    ordered = sorted(times)
    last_of_run = ordered[tolerance.declines - 1 :]
    return any(last - first <= tolerance.window for first, last in zip(ordered, last_of_run, strict=False))
