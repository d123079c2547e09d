"""The processes of a service: asked in turn, and what can go wrong with one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aiohttp import (
    ClientConnectorError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
)
from common.errors import Transient

SKIP_SECONDS = 1.0
SILENT_SECONDS = 5.0  # longer than a request may take
CONNECT_SECONDS = 2.0
CONNECTIONS = 256  # to one replica, so that a service that hangs cannot use up this process's sockets

NOT_SENT = (ClientConnectorError, ConnectionTimeoutError)


class Away(Transient):
    """A service did not answer; unless it could not be reached, it may have done what it was asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A service's answer, its body as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Replica:
    """One process of a service; `skipped_until` is in the event loop's time."""

    url: str
    skipped_until: float = 0.0
    silent: bool = False

    def skip(self, now: float) -> None:
        """Make it the last resort for a while."""
        self.skipped_until = now + SKIP_SECONDS

    def fall_silent(self, now: float) -> None:
        """It was asked and said nothing in time: each request to it costs a client all its patience."""
        self.silent, self.skipped_until = True, now + SILENT_SECONDS

    def answered(self) -> None:
        """It is there."""
        if self.silent:
            self.silent, self.skipped_until = False, 0.0


class Replicas:
    """All replicas of a service."""

    def __init__(self, urls: Sequence[str]) -> None:
        self._replicas = [Replica(url) for url in urls]
        self._turn = 0

    def __iter__(self) -> Iterator[Replica]:
        return iter(self._replicas)

    def in_turn(self, now: float, *, again: bool) -> list[Replica]:
        """Every replica once, those to be skipped as the last resort.

        With `again` the first comes twice, for a kept connection may turn out to be closed. Of one that was silent one
        request at a time finds out whether it is back.
        """
        self._turn = (self._turn + 1) % len(self._replicas)
        turn = self._replicas[self._turn :] + self._replicas[: self._turn]
        turn.sort(key=lambda replica: replica.skipped_until > now)
        if turn[0].silent:
            turn[0].fall_silent(now)
        return [*turn, turn[0]] if again else turn


def open_session() -> ClientSession:
    """The one pool of kept connections. It adds no header, follows no redirect, keeps no cookie, decodes no body."""
    session = ClientSession(
        connector=TCPConnector(limit=0, limit_per_host=CONNECTIONS),
        timeout=ClientTimeout(total=None, connect=CONNECT_SECONDS),
        cookie_jar=DummyCookieJar(),
        auto_decompress=False,
        skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent", "Content-Type"),
    )
    session._retry_connection = False  # aiohttp would send PUT and DELETE twice, and has no public switch for it
    return session
