"""Beginning an answer without an end: aiohttp reads these, for they are few and last long."""

import asyncio
from collections.abc import Iterable, Mapping

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
)
from yarl import URL

from gateway_service.pool import CONNECT_SECONDS
from gateway_service.replicas import Away, Replica

QUIET_SECONDS = 45.0  # a stream says that it lives more often
STREAMS = 256  # to one replica, so that a service that hangs cannot use up this process's sockets

NOT_SENT = (ClientConnectorError, ConnectionTimeoutError)


def open_session() -> ClientSession:
    """For streams alone. It adds no header, follows no redirect, keeps no cookie, decodes no body."""
    return ClientSession(
        connector=TCPConnector(limit=0, limit_per_host=STREAMS),
        timeout=ClientTimeout(total=None, connect=CONNECT_SECONDS, sock_read=QUIET_SECONDS),
        cookie_jar=DummyCookieJar(),
        auto_decompress=False,
        skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent", "Content-Type"),
    )


async def begun(
    session: ClientSession,
    service: str,
    turn: Iterable[Replica],
    target: str,
    headers: Mapping[str, str],
    deadline: float,
) -> ClientResponse:
    """The answer to a GET of the first replica of `turn` that begins one by `deadline` (the event loop's time).

    Raises `Away`.
    """
    failure: Exception | None = None
    for replica in turn:
        try:
            async with asyncio.timeout_at(deadline):
                url = URL(replica.url + target, encoded=True)
                return await session.get(url, headers=headers, allow_redirects=False)
        except (ClientError, TimeoutError) as error:
            failure = error
            if isinstance(error, NOT_SENT):
                replica.skip(asyncio.get_running_loop().time())
    raise Away(f"the {service} service cannot be reached") from failure
