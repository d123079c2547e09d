"""How a process is, in detail: whether what it needs answers, and how far it is behind. For people, not for probes."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

import structlog
from aiohttp import web
from aiokafka import AIOKafkaClient
from typing_extensions import TypedDict

from common.clock import now
from common.faults import TRANSIENT
from common.http import json_response
from common.kafka_client import kafka_client
from common.settings import ServiceSettings

if TYPE_CHECKING:  # a gateway reads details, and has neither
    import faust

    from common.database import Database

log = structlog.get_logger(__name__)

PATH = "/health/detailed"
TIMEOUT_SECONDS = 1.5

_BACKLOG = """
SELECT count(*), min(events.time) FROM events, relay_cursor
WHERE (events.tx, events.position) > (relay_cursor.tx, relay_cursor.position)
"""

Ask = Callable[[], Awaitable[object]]


class Check(TypedDict):
    """Whether something answers, and after how long; `error` is the kind of fault, of which the log has the words."""

    ok: bool
    ms: float
    error: str | None


class Pool(TypedDict):
    """Connections of a process to its database: open, in use, and how many there may be."""

    open: int
    used: int
    most: int


class RelayState(TypedDict):
    """What is said but not known to be published, and for how long the oldest of it waits."""

    backlog: int
    oldestSeconds: float


class Details(TypedDict):
    """One process. `lag`: records of its partitions that it has not handled yet; None for one that reads none.

    `deadLetters`: of its service, those that wait to be replayed or discarded; None until they are counted.
    """

    node: str
    ok: bool
    checks: dict[str, Check]
    lag: int | None
    deadLetters: int | None
    relay: RelayState | None
    pool: Pool | None


async def check(ask: Ask) -> Check:
    """Ask, and see whether it answers in time."""
    begun, error = time.perf_counter(), None
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            await ask()
    except TRANSIENT as fault:
        error = type(fault).__name__
        log.warning("something that is needed does not answer", why=str(fault))
    return {"ok": error is None, "ms": round(1000 * (time.perf_counter() - begun), 1), "error": error}


async def check_all(questions: Mapping[str, Ask]) -> dict[str, Check]:
    """Ask all at the same time."""
    answers = await asyncio.gather(*map(check, questions.values()))
    return dict(zip(questions, answers, strict=True))


def broker(settings: ServiceSettings) -> Ask:
    """Whether Kafka tells which brokers there are."""

    async def ask() -> None:
        client = AIOKafkaClient(**kafka_client(settings))
        try:
            await client.bootstrap()
        finally:
            await client.close()

    return ask


async def relay_state(database: "Database") -> RelayState:
    """How far the service's relay is behind, whichever process leads."""
    row = await database.fetch_one(_BACKLOG)
    assert row is not None
    backlog, oldest = row
    return {"backlog": backlog, "oldestSeconds": (now() - oldest).total_seconds() if oldest else 0.0}


def lag_of(app: "faust.App", topic: str | None = None) -> int:
    """Records in the partitions of a Faust app, of one topic or all, that it has not committed; up to a second old."""
    consumer: Any = app.consumer  # its type does not show what it has committed
    committed = consumer._committed_offset
    mine = (tp for tp in consumer.assignment() if topic in (None, tp.topic))
    return sum(max(0, (consumer.highwater(tp) or 0) - (committed[tp] or 0)) for tp in mine)


def serve_details(app: web.Application, details: Callable[[], Awaitable[Details]]) -> None:
    """Let a process tell how it is at `/health/detailed`: 200, whatever is wrong, for the question was answered."""

    async def get(_: web.Request) -> web.Response:
        return json_response(await details())

    app.router.add_get(PATH, get)
