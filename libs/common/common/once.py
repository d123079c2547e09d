"""Requests with an Idempotency-Key: the second gets the first one's answer, or is told that it comes too early."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import structlog
from aiohttp import web
from redis.exceptions import RedisError

from common.database import Database
from common.errors import Refusal
from common.failpoints import failpoint
from common.faults import TRANSIENT
from common.idempotency import IdempotencyKey, StoredAnswer, find, fingerprint, in_progress
from common.ids import new_id
from common.lock import KeyLock

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
CLAIM_SECONDS = 10.0  # longer than any request may take
KNOWN: tuple[type[Exception], ...] = (Refusal, *TRANSIENT)

_KEY = re.compile(r'"?([\x21\x23-\x7e]{1,255})"?')  # the draft has it in quotes, most clients have not

log = structlog.get_logger(__name__)


class Once:
    """Keeps requests with one key apart. Raises `redis.exceptions.RedisError` (transient) while Redis is away."""

    def __init__(self, database: Database, claims: KeyLock, prefix: str) -> None:
        """`claims` lapse after `CLAIM_SECONDS`, should a process die with one; `prefix` begins their names in Redis."""
        self._database, self._claims, self._prefix = database, claims, prefix

    async def answer(
        self,
        request: web.Request,
        owner: UUID,
        carry_out: Callable[[IdempotencyKey | None], Awaitable[web.Response]],
    ) -> web.Response:
        """Let `carry_out` answer, once for each key of `owner`; raises a `Refusal` while the first is under way.

        Two that get past a claim that lapsed, or was lost with Redis, meet in the database: one effect, one answer.
        """
        key = await _key_of(request, owner)
        if key is None:
            return await carry_out(None)
        async with self._claimed(key):
            return await self._stored(key) or await self._answered(key, carry_out)

    async def _answered(
        self, key: IdempotencyKey, carry_out: Callable[[IdempotencyKey | None], Awaitable[web.Response]]
    ) -> web.Response:
        try:
            return await carry_out(key)
        except Refusal:
            # What stood in the way may be the first request's own effect, committed since we looked.
            stored = await self._stored(key)
            if stored is None:
                raise
            return stored

    async def _stored(self, key: IdempotencyKey) -> web.Response | None:
        stored = await find(self._database, key)
        return respond(stored, replayed=True) if stored else None

    @asynccontextmanager
    async def _claimed(self, key: IdempotencyKey) -> AsyncIterator[None]:
        """Hold the key meanwhile; it lapses by itself when who asked went away, and it may still be carried out."""
        names, token = [self._prefix + key.name], str(new_id())
        if await self._claims.take(names, token) is not None:
            raise in_progress()
        await failpoint("once.claimed")
        try:
            yield
        except KNOWN:  # nothing more will come of it: what became of it is in the database
            await self._give_back(names, token)
            raise
        await self._give_back(names, token)

    async def _give_back(self, names: list[str], token: str) -> None:
        try:
            await self._claims.release(names, token)
        except RedisError as error:  # the answer stands; the claim lapses
            log.warning("a claim was not given back", error=str(error))


def respond(answer: StoredAnswer, *, replayed: bool) -> web.Response:
    """A kept answer as a response."""
    headers = {**answer.headers, **({REPLAYED: "true"} if replayed else {})}
    return web.Response(body=answer.body, status=answer.status, content_type="application/json", headers=headers)


async def _key_of(request: web.Request, owner: UUID) -> IdempotencyKey | None:
    text = request.headers.get(HEADER)
    if text is None:
        return None
    matched = _KEY.fullmatch(text)
    if matched is None:
        raise Refusal("MALFORMED_IDEMPOTENCY_KEY", "a key has 1 to 255 printable ASCII characters and no space", 400)
    return IdempotencyKey(owner, matched[1], fingerprint(request.method, request.path, await request.read()))
