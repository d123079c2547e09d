"""Asking a service: its replicas in turn, one that refuses connections passed over, never longer than the deadline."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
)
from common.errors import Transient
from common.http import DEADLINE_HEADER
from yarl import URL

SKIP_SECONDS = 1.0
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


class Service:
    """A service by its replicas, asked in turn."""

    def __init__(self, name: str, urls: Sequence[str], session: ClientSession) -> None:
        self._name, self._session = name, session
        self._replicas = [Replica(url) for url in urls]
        self._turn = 0

    async def ask(self, method: str, target: str, headers: Mapping[str, str], body: bytes, deadline: float) -> Answer:
        """Send a request to one replica and read the whole answer by `deadline` (the event loop's time).

        Raises `Away`. Where a connection was refused nothing was sent, so the next replica is asked; where it broke
        later, only a GET may be sent again.
        """
        try:
            async with asyncio.timeout_at(deadline):
                return await self._ask_in_turn(method, target, headers, body, deadline)
        except TimeoutError:
            raise Away(f"the {self._name} service did not answer in time") from None

    async def _ask_in_turn(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, deadline: float
    ) -> Answer:
        now = asyncio.get_running_loop().time
        failure: ClientError | None = None
        for replica in self._in_turn(now(), again=method == "GET"):
            left = {DEADLINE_HEADER: str(max(1, int((deadline - now()) * 1000)))}
            url = URL(replica.url + target, encoded=True)
            try:
                async with self._session.request(
                    method, url, headers={**headers, **left}, data=body or None, allow_redirects=False
                ) as response:
                    return Answer(response.status, response.headers, await response.read())
            except ClientError as error:
                failure = error
                if isinstance(error, NOT_SENT):
                    replica.skipped_until = now() + SKIP_SECONDS
                elif method != "GET":
                    raise Away(f"the {self._name} service broke off; it may have done what was asked") from error
        raise Away(f"the {self._name} service cannot be reached") from failure

    def _in_turn(self, now: float, *, again: bool) -> list[Replica]:
        """Every replica once, those to be skipped as the last resort.

        With `again` the first comes twice, for a kept connection may turn out to be closed.
        """
        self._turn = (self._turn + 1) % len(self._replicas)
        turn = self._replicas[self._turn :] + self._replicas[: self._turn]
        turn.sort(key=lambda replica: replica.skipped_until > now)
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
