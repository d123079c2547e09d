"""Sagas around a window of time, of which every figure can be worked out by hand."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from common.ids import new_id

from tracker_service.testing.chronicle import Chronicle
from tracker_service.testing.delivery import START

ME, OTHER = new_id(), new_id()
# START is 12:00:00; a window of 180 s begins at 12:00:30.
NOW, SECONDS = START + timedelta(minutes=3, seconds=30), 180


def at(seconds: float, user_id: UUID = ME, node: str = "order-1") -> Chronicle:
    """A saga placed so many seconds after 12:00:00, by one order process."""
    it = Chronicle(user_id, start=START + timedelta(seconds=seconds))
    it.events[0] = replace(it.placed(), node=node)
    return it


def confirmed(it: Chronicle) -> Chronicle:
    """It took 30 ms from its start to its end."""
    it.confirmed(it.completed(it.requested(it.events[0])))
    return it


def declined(it: Chronicle) -> Chronicle:
    """It took 30 ms, and its cancellation was the end of it."""
    it.cancelled(it.failed(it.requested(it.events[0])), "card_declined")
    return it


def returned(it: Chronicle, amount: str, after: float) -> Chronicle:
    """Cancelled after 40 ms, and `amount` returned so many seconds later."""
    it.amount = Decimal(amount)
    cancelled = confirmed(it).cancelled()
    it.events[-1:] = [cancelled, replace(it.refunded(cancelled), time=cancelled.time + timedelta(seconds=after))]
    return it


def sagas() -> tuple[Chronicle, ...]:
    """Of mine, seven that began or ended in the window, one before it and one after it; one of another's in it."""
    return (
        confirmed(at(10)),  # ended before the window
        returned(at(29), "0.10", after=2),  # started before it, ended 12:00:31.04
        confirmed(at(40)),
        confirmed(at(120, node="order-2")),
        declined(at(130)),
        declined(at(131)),
        returned(at(140), "0.20", after=6),  # ended 12:02:26.04
        at(200),  # in flight
        confirmed(at(240)),  # said by a clock that is ahead
        confirmed(at(100, OTHER, "order-2")),
    )
