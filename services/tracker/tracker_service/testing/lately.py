"""Sagas by the clock of today, for what is read against the present time."""

from datetime import timedelta
from uuid import UUID

from common.clock import now

from tracker_service.testing.chronicle import Chronicle


def placed(user_id: UUID | None = None, age: float = 10.0) -> Chronicle:
    """A saga that started `age` seconds ago, and went no further."""
    it = Chronicle(user_id, start=now() - timedelta(seconds=age))
    it.placed()
    return it
