"""Asking a service: its replicas in turn, one that refuses connections passed over, never longer than the deadline."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import structlog
from aiohttp import ClientResponse, ClientSession
from common import circuits
from common.http import DEADLINE_HEADER
from common.tracing import spans
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import ExcludeType, OpenedState

from gateway_service.following import begun
from gateway_service.pool import NotSent
from gateway_service.replicas import Away, Replica, Replicas
from gateway_service.wire import Answer, BrokeOff

CIRCUIT_FAILURES, CIRCUIT_SECONDS = 20, 2.0  # in a row; after that time the first failure opens it again

log = structlog.get_logger(__name__)


class Service:
    """A service by its replicas, asked in turn, behind a circuit breaker. Streams go through `session`."""

    def __init__(self, name: str, urls: Sequence[str], session: ClientSession) -> None:
        self.name, self._session = name, session
        self.replicas = Replicas(urls)
        forgiven: ExcludeType = [(BaseException, _not_its_fault)]
        self._circuits = AsyncCircuitBreakerFactory(CIRCUIT_FAILURES, CIRCUIT_SECONDS, forgiven)
        self._circuits.add_listener(circuits.changed)

    async def ask(self, method: str, target: str, headers: Mapping[str, str], body: bytes, deadline: float) -> Answer:
        """Send a request to one replica and read the whole answer by `deadline` (the event loop's time).

        Raises `Away`. Where a connection was refused nothing was sent, so the next replica is asked; where it broke
        later, only a GET may be sent again. A service that has been away many times in a row is left alone for a while.
        """
        try:
            async with await self._circuits.get_breaker(self.name):
                return await self._ask_in_turn(method, target, headers, body, deadline)
        except OpenedState:
            raise Away(f"the {self.name} service has been away; it is asked again in a moment") from None

    async def ask_each(self, target: str, headers: Mapping[str, str], deadline: float) -> list[Answer | Away]:
        """GET `target` of every replica, in their order; `Away` stands for one that did not answer."""
        return await asyncio.gather(*(self._ask_one(each, target, headers, deadline) for each in self.replicas))

    @asynccontextmanager
    async def follow(self, target: str, headers: Mapping[str, str], deadline: float) -> AsyncIterator[ClientResponse]:
        """A GET whose answer may never end, from the first replica that begins one by `deadline`. Raises `Away`."""
        turn = self.replicas.in_turn(_time(), again=True)
        async with await begun(self._session, self.name, turn, target, headers, deadline) as response:
            yield response

    def close(self) -> None:
        """End the kept connections."""
        for replica in self.replicas:
            replica.pool.close()

    async def _ask_in_turn(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, deadline: float
    ) -> Answer:
        failure: Exception | None = None
        for replica in self.replicas.in_turn(_time(), again=method == "GET"):
            try:
                answer = await _send(replica, method, target, headers, body, deadline)
            except TimeoutError:
                replica.fall_silent(_time())
                failure = None
                break
            except NotSent as error:
                replica.skip(_time())
                failure = error
            except BrokeOff as error:
                if method != "GET":
                    raise Away(f"the {self.name} service broke off; it may have done what was asked") from error
                failure = error
            else:
                replica.answered()
                return answer
        if _time() >= deadline:
            raise Away(f"the {self.name} service did not answer in time") from failure
        raise Away(f"the {self.name} service cannot be reached") from failure

    async def _ask_one(
        self, replica: Replica, target: str, headers: Mapping[str, str], deadline: float
    ) -> Answer | Away:
        try:
            return await _send(replica, "GET", target, headers, b"", deadline)
        except (NotSent, BrokeOff, TimeoutError) as error:
            log.warning("a replica did not answer", service=self.name, url=replica.url, why=repr(error))
            return Away(type(error.__cause__ or error).__name__)


async def _send(
    replica: Replica, method: str, target: str, headers: Mapping[str, str], body: bytes, deadline: float
) -> Answer:
    left = max(1, int((deadline - _time()) * 1000))
    sent = {**headers, DEADLINE_HEADER: str(left)}
    with spans().asking(method, replica.url, target, sent) as told:
        answer = await replica.pool.ask(method, target, sent, body, deadline)
        told(answer.status)
        return answer


def _not_its_fault(error: BaseException) -> bool:
    """A client that goes away is no failure of the service."""
    return not isinstance(error, Away)


def _time() -> float:
    return asyncio.get_running_loop().time()
