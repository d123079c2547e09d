"""The only place that reads the clock: domain code gets the time with its command."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present time, in UTC, with microseconds."""
    return datetime.now(UTC)


def rfc3339(moment: datetime) -> str:
    """`2026-01-31T09:30:00.000000Z`: always UTC, always six digits, so that text sorts as time does."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
