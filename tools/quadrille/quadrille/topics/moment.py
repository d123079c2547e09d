"""A moment as an operator writes it: how long ago, or when."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
EPOCH = datetime.fromtimestamp(0, UTC)
SKEW = timedelta(hours=1)  # clocks of different machines differ less


def moment(written: str, now: datetime) -> datetime:
    """The moment meant by `10m`, `2h` (ago) or RFC 3339. Raises `ValueError` with a sentence."""
    ago = re.fullmatch(r"(\d{1,9})([smhd])", written, re.ASCII)
    if ago is not None:
        try:
            return max(now - timedelta(**{UNITS[ago[2]]: int(ago[1])}), EPOCH)
        except OverflowError:
            return EPOCH
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        raise ValueError(f"{written!r} is no moment, such as 10m, 2h, 3d or 2026-01-31T09:30:00Z") from None
    if found.tzinfo is None:
        raise ValueError(f"{written!r} does not say of which time zone it is, such as {written}Z")
    return max(found.astimezone(UTC), EPOCH)


def not_before(order: UUID) -> datetime | None:
    """A moment before which nothing was said of an order: its id tells when it was made, if it is of version 7."""
    if order.version != 7:
        return None
    return max(EPOCH + timedelta(milliseconds=order.int >> 80) - SKEW, EPOCH)


def milliseconds(at: datetime) -> int:
    """As Kafka counts time."""
    return (at - EPOCH) // timedelta(milliseconds=1)
