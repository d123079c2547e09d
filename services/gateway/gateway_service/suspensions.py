"""Users on hold, as the events of auth tell it; their tokens are refused although their signatures are good."""

from uuid import UUID

from common.contracts import UserReinstated, UserSuspended
from common.envelope import Received


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
            case UserSuspended(user_id=user_id):
                self._on_hold.add(str(user_id))
            case UserReinstated(user_id=user_id):
                self._on_hold.discard(str(user_id))
            case _:
                return
        self._versions[received.stream] = received.version
