"""Users on hold, as the events of auth tell it; their tokens are refused although their signatures are good."""

from uuid import UUID

from common.choreography import when
from common.contracts import UserReinstated, UserSuspended
from common.envelope import Received


@when(UserSuspended)
def when_suspended(on_hold: set[str], event: UserSuspended) -> None:
    """When user.suspended, refuse the user's tokens, because their signatures stay good until they expire."""
    on_hold.add(str(event.user_id))


@when(UserReinstated)
def when_reinstated(on_hold: set[str], event: UserReinstated) -> None:
    """When user.reinstated, take the user's tokens again, because the hold was lifted."""
    on_hold.discard(str(event.user_id))


class Suspensions:
    """The ids of users on hold. Reading the topic again from its beginning changes nothing."""

    def __init__(self) -> None:
        self._on_hold: set[str] = set()
        self._versions: dict[UUID, int] = {}

    def __contains__(self, user_id: object) -> bool:
        return user_id in self._on_hold

    def learn(self, received: Received) -> None:
        """Take in one event of a user's stream, unless a later one is known."""
        if received.version <= self._versions.get(received.stream, 0):
            return
        match received.event:
            case UserSuspended() as suspended:
                when_suspended(self._on_hold, suspended)
            case UserReinstated() as reinstated:
                when_reinstated(self._on_hold, reinstated)
            case _:
                return
        self._versions[received.stream] = received.version
