"""A service that was away, and how fast it gets through what waits for it.

When a batch was taken in is in the inbox, which has the time of its transaction: so nobody has to look on meanwhile.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from psycopg2.extensions import cursor

from bench.databases import cursor_of
from bench.stage import Stage

GIVE_UP_SECONDS = 900.0
LOOK_SECONDS = 1.0

_SAID = "SELECT count(*) FROM all_events WHERE %(types)s IS NULL OR type = ANY(%(types)s)"
_HAS_TAKEN_IN = "SELECT count(*) >= %s FROM inbox"
# The clock runs from the beginning of the first transaction to that of the last, whose events are not counted.
_TOOK = """
SELECT extract(epoch FROM last - first)::float8, count(*) FILTER (WHERE received_at < last), count(*)
FROM inbox, (SELECT min(received_at) AS first, max(received_at) AS last FROM inbox) AS ends GROUP BY first, last
"""
_HAS_PUBLISHED = """
SELECT count(*) = 0 FROM events, relay_cursor
WHERE (events.tx, events.position) > (relay_cursor.tx, relay_cursor.position)
"""


@dataclass(frozen=True)
class Away:
    """A service that was away, and whose events wait for it; `handled` are the types it handles, None: all.

    `what` says what that means to it.
    """

    name: str
    speakers: Sequence[str]
    what: str
    handled: Sequence[str] | None = None


@dataclass(frozen=True)
class CaughtUp:
    """What a service did about `events` that it read: it handled `handled` of them, and took `seconds` in all."""

    away: Away
    events: int
    handled: int
    seconds: float

    @property
    def rate(self) -> float:
        """Events read a second."""
        return self.events / self.seconds


def come_back(stage: Stage, away: Away) -> CaughtUp:
    """Wait until a service that was just started has caught up, and has published what it says about it.

    Raises `TimeoutError` when that takes more than a quarter of an hour.
    """
    events, handled = (_said(stage, away.speakers, types) for types in (None, away.handled))
    with cursor_of(stage, away.name) as statements:
        _until(statements, _HAS_TAKEN_IN, (handled,))
        seconds = seconds_for_all(statements)
    until_published(stage, [away.name])
    return CaughtUp(away, events, handled, seconds)


def seconds_for_all(statements: cursor) -> float:
    """How long a service took for all that is in its inbox: at least two batches."""
    statements.execute(_TOOK)
    ((seconds, before_the_last, of_all),) = statements.fetchall()
    return float(seconds * of_all / before_the_last)


def until_published(stage: Stage, services: Sequence[str]) -> None:
    """Wait until all that these have said is known to be in their topics."""
    for service in services:
        with cursor_of(stage, service) as statements:
            _until(statements, _HAS_PUBLISHED, ())


def _said(stage: Stage, speakers: Sequence[str], types: Sequence[str] | None) -> int:
    total = 0
    for speaker in speakers:
        with cursor_of(stage, speaker) as statements:
            statements.execute(_SAID, {"types": None if types is None else list(types)})
            total += statements.fetchall()[0][0]
    return total


def _until(statements: cursor, question: str, values: tuple[int, ...]) -> None:
    """Ask until it is true."""
    pause = threading.Event()
    for _ in range(round(GIVE_UP_SECONDS / LOOK_SECONDS)):
        statements.execute(question, values)
        if statements.fetchall() == [(True,)]:
            return
        pause.wait(LOOK_SECONDS)
    raise TimeoutError(f"still not after {GIVE_UP_SECONDS:.0f} s: {question.strip()}")
