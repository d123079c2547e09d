"""The bell: rung after a commit that appended events, and heard by the relay of the same process, with what was said.

A NOTIFY inside the transaction would make all commits of the server wait for each other, for PostgreSQL puts
notifications in order under one lock that is held until the commit is on disk. So the relay that leads is woken within
its process, or by a NOTIFY of its own transaction from a process whose relay stands by. Should a process die between
its commit and the ringing, the leader finds the events by looking.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from common.envelope import Recorded, Written


class Said(NamedTuple):
    """A new event, and what the event store holds of it."""

    event: Recorded
    written: Written


Listener = Callable[[Sequence[Said]], None]

_listeners: set[Listener] = set()


def ring(said: Sequence[Said]) -> None:
    """These are in the event store now."""
    for listener in tuple(_listeners):
        listener(said)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Call `listener` at each ringing, within the block."""
    _listeners.add(listener)
    try:
        yield
    finally:
        _listeners.discard(listener)


async def heard(rung: asyncio.Event, seconds: float) -> bool:
    """Wait for the bell; whether it rang within `seconds`."""
    try:
        async with asyncio.timeout(seconds):
            await rung.wait()
    except TimeoutError:
        return False
    rung.clear()
    return True
