"""aiopg's connection, for an event loop that remembers sockets by their numbers (ADR 0021).

psycopg2 closes the socket of a connection that was refused or lost by itself, and aiopg then goes on to leave it to the
loop: always its writer, at times its reader too. asyncio's selector forgets a closed socket; uvloop keeps the closed
handle under the socket's number, and the next connection of that number fails with "the handler is closed".
"""

from contextlib import suppress
from typing import Any

import aiopg.connection

_Original: type[Any] = aiopg.connection.Connection


class Connection(_Original):  # type: ignore[misc]
    """Takes its socket back from the loop as soon as psycopg2 has closed it."""

    @staticmethod
    def _ready(weak_self: Any) -> None:
        """What aiopg does when the socket can be read or written; and what it leaves out."""
        self = weak_self()
        number = None if self is None else self._fileno
        _Original._ready(weak_self)
        if number is not None and (self._fileno is None or self._conn.closed):
            self._fileno, self._writing = None, False
            for remove in (self._loop.remove_reader, self._loop.remove_writer):
                with suppress(OSError, ValueError):
                    remove(number)


def install() -> None:
    """Have aiopg make its connections of this class; it has no setting for that."""
    aiopg.connection.Connection = Connection  # type: ignore[misc]
