"""What is read off a saga when somebody asks: how long things took, and whether it is stuck."""

from datetime import datetime, timedelta

from tracker_service.saga import ENDED, Status


def status_at(status: Status, awaits_person: bool, updated_at: datetime, overdue: datetime) -> Status:
    """STUCK for one in flight that waits for nobody, and of which nothing was heard since `overdue`."""
    return Status.STUCK if status not in ENDED and not awaits_person and updated_at < overdue else status


def ms(duration: timedelta) -> float:
    """Milliseconds, never below zero: clocks of two machines may disagree."""
    return max(duration, timedelta()) / timedelta(milliseconds=1)
