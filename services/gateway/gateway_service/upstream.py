"""Asking a service: its replicas in turn, one that refuses connections passed over, never longer than the deadline."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import structlog
from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout
from common.http import DEADLINE_HEADER
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import ExcludeType, OpenedState
from yarl import URL

from gateway_service.replicas import CONNECT_SECONDS, NOT_SENT, Answer, Away, Replica, Replicas

QUIET_SECONDS = 45.0  # a stream says that it lives more often
CIRCUIT_FAILURES, CIRCUIT_SECONDS = 20, 2.0  # in a row; after that time the first failure opens it again

log = structlog.get_logger(__name__)


class Service:
    """A service by its replicas, asked in turn, behind a circuit breaker."""

    def __init__(self, name: str, urls: Sequence[str], session: ClientSession) -> None:
        self.name, self._session = name, session
        self.replicas = Replicas(urls)
        forgiven: ExcludeType = [(BaseException, _not_its_fault)]
        self._circuits = AsyncCircuitBreakerFactory(CIRCUIT_FAILURES, CIRCUIT_SECONDS, forgiven)

    async def ask(self, method: str, target: str, headers: Mapping[str, str], body: bytes, deadline: float) -> Answer:
        """Send a request to one replica and read the whole answer by `deadline` (the event loop's time).

        Raises `Away`. Where a connection was refused nothing was sent, so the next replica is asked; where it broke
        later, only a GET may be sent again. A service that has been away many times in a row is left alone for a while.
        """
        try:
            async with await self._circuits.get_breaker(self.name):
                return await self._in_time(method, target, headers, body, deadline)
        except OpenedState:
            raise Away(f"the {self.name} service has been away; it is asked again in a moment") from None

    async def ask_each(self, target: str, headers: Mapping[str, str], deadline: float) -> list[Answer | Away]:
        """GET `target` of every replica, in their order; `Away` stands for one that did not answer."""
        return await asyncio.gather(*(self._ask_one(each, target, headers, deadline) for each in self.replicas))

    @asynccontextmanager
    async def follow(self, target: str, headers: Mapping[str, str], deadline: float) -> AsyncIterator[ClientResponse]:
        """A GET whose answer may never end, from the first replica that begins one by `deadline`. Raises `Away`."""
        response = await self._begun(target, headers, deadline)
        async with response:
            yield response

    async def _in_time(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, deadline: float
    ) -> Answer:
        try:
            async with asyncio.timeout_at(deadline):
                return await self._ask_in_turn(method, target, headers, body, deadline)
        except TimeoutError:
            raise Away(f"the {self.name} service did not answer in time") from None

    async def _ask_in_turn(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, deadline: float
    ) -> Answer:
        failure: ClientError | None = None
        for replica in self.replicas.in_turn(_time(), again=method == "GET"):
            try:
                answer = await self._send(replica, method, target, headers, body, deadline)
            except asyncio.CancelledError:
                if _time() >= deadline:  # else it is the client that went away
                    replica.fall_silent(_time())
                raise
            except ClientError as error:
                failure = error
                if isinstance(error, NOT_SENT):
                    replica.skip(_time())
                elif method != "GET":
                    raise Away(f"the {self.name} service broke off; it may have done what was asked") from error
            else:
                replica.answered()
                return answer
        raise Away(f"the {self.name} service cannot be reached") from failure

    async def _begun(self, target: str, headers: Mapping[str, str], deadline: float) -> ClientResponse:
        quiet = ClientTimeout(total=None, connect=CONNECT_SECONDS, sock_read=QUIET_SECONDS)
        failure: Exception | None = None
        for replica in self.replicas.in_turn(_time(), again=True):
            try:
                async with asyncio.timeout_at(deadline):
                    return await self._session.get(
                        _url(replica, target), headers=headers, timeout=quiet, allow_redirects=False
                    )
            except (ClientError, TimeoutError) as error:
                failure = error
                if isinstance(error, NOT_SENT):
                    replica.skip(_time())
        raise Away(f"the {self.name} service cannot be reached") from failure

    async def _ask_one(
        self, replica: Replica, target: str, headers: Mapping[str, str], deadline: float
    ) -> Answer | Away:
        try:
            async with asyncio.timeout_at(deadline):
                return await self._send(replica, "GET", target, headers, b"", deadline)
        except (ClientError, TimeoutError) as error:
            log.warning("a replica did not answer", service=self.name, url=replica.url, why=repr(error))
            return Away(type(error).__name__)

    async def _send(
        self, replica: Replica, method: str, target: str, headers: Mapping[str, str], body: bytes, deadline: float
    ) -> Answer:
        left = {DEADLINE_HEADER: str(max(1, int((deadline - _time()) * 1000)))}
        async with self._session.request(
            method, _url(replica, target), headers={**headers, **left}, data=body or None, allow_redirects=False
        ) as response:
            return Answer(response.status, response.headers, await response.read())


def _not_its_fault(error: BaseException) -> bool:
    """A client that goes away is no failure of the service."""
    return not isinstance(error, Away)


def _url(replica: Replica, target: str) -> URL:
    return URL(replica.url + target, encoded=True)


def _time() -> float:
    return asyncio.get_running_loop().time()
