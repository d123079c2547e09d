"""Sagas in flight, as the lists of sagas and of flows choose them: the oldest first, page by page."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from common.identity import Caller


class Place(NamedTuple):
    """A place in the list, which stays right while sagas are added and others end."""

    started_at: datetime
    saga_id: UUID


BEGINNING = Place(datetime.min.replace(tzinfo=UTC), UUID(int=0))

# For the parameters of a `Choice`. A condition that asks nothing is seen through by the planner, and costs nothing.
CHOSEN = """
ended_at IS NULL AND (%(all)s OR user_id = %(user)s::uuid)
AND (started_at, saga_id) > (%(started_at)s::timestamptz, %(saga_id)s::uuid)
AND (%(before)s::timestamptz IS NULL OR started_at < %(before)s)
ORDER BY started_at, saga_id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """The first `most` sagas after `after` that `caller` may see; those that started `before`, if it is given."""

    caller: Caller
    most: int
    after: Place = BEGINNING
    before: datetime | None = None

    @property
    def params(self) -> dict[str, Any]:
        """What `CHOSEN` is told."""
        return {
            "all": self.caller.is_admin,
            "user": str(self.caller.user_id),
            "started_at": self.after.started_at,
            "saga_id": str(self.after.saga_id),
            "before": self.before,
            "most": self.most,
        }
