"""States at hand: what streams came to in commits of this process, so that reacting need not read their histories.

Another process may have changed a stream since. So a state from here is only good for appending to: a version that is
taken shows at commit, and then all is decided again on what the event store holds. It does not show once it is in the
archive, and so what is at hand is forgotten long before (common.archive).
"""

import time
from collections import OrderedDict
from collections.abc import Iterable
from typing import Generic, TypeVar
from uuid import UUID

from common.requests import Change

S = TypeVar("S")

MOST = 1000  # sagas that are under way; what is older is read again
OLDEST_SECONDS = 3600.0


class States(Generic[S]):
    """The last `MOST` streams that were changed."""

    def __init__(self) -> None:
        self._kept: OrderedDict[UUID, tuple[float, Change[S]]] = OrderedDict()

    def keep(self, changes: Iterable[Change[S]]) -> None:
        """What streams are by now; to be called after a commit."""
        at = time.monotonic()
        for change in changes:
            _, kept = self._kept.get(change.stream, (0.0, None))
            if kept and kept.version > change.version:
                continue  # a later commit was faster to tell
            self._kept[change.stream] = at, Change(change.stream, change.state, change.version, causes=change.causes)
            self._kept.move_to_end(change.stream)
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)

    def at_hand(self, stream: UUID) -> Change[S] | None:
        """A stream as it was left here, to be changed; None when it is not known."""
        at, kept = self._kept.get(stream, (0.0, None))
        if kept is None or at < time.monotonic() - OLDEST_SECONDS:
            return None
        return Change(stream, kept.state, kept.version, causes=set(kept.causes))

    def forget(self) -> None:
        """Forget all: the database may have been set back."""
        self._kept.clear()
