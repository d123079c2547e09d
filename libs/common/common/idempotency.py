"""Idempotency keys: the first answer to a request is kept in the transaction of its effect, and is given again.

After draft-ietf-httpapi-idempotency-key-header. Refusals are not kept: they have no effect, and what stood in the
way may be gone at the next try.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

import orjson

from common import metrics
from common.database import Database
from common.errors import Refusal
from common.pruning import in_batches
from common.transaction import Tx

_FIND = "SELECT owner, key, fingerprint, status, headers, body FROM idempotency WHERE (owner, key) IN %s"
_KEEP = """
INSERT INTO idempotency (owner, key, fingerprint, status, headers, body) VALUES (%s::uuid, %s, %s, %s, %s::jsonb, %s)
"""
_PRUNE = """
DELETE FROM idempotency WHERE (owner, key) IN
    (SELECT owner, key FROM idempotency WHERE stored_at < now() - %s * interval '1 hour' LIMIT %s)
"""


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A client's key; those of different users never meet. `fingerprint` is a digest of what was asked under it."""

    owner: UUID
    key: str
    fingerprint: bytes

    @property
    def name(self) -> str:
        """Tells it from every other key of every user, in a few safe characters."""
        return f"{self.owner}:{hashlib.sha256(self.key.encode()).hexdigest()}"


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer over HTTP, as it was given first: its body is JSON."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class KeysAtHand:
    """The keys of one batch: those `answered` before, and those that a request of the batch claims."""

    def __init__(self, answered: Mapping[IdempotencyKey, StoredAnswer]) -> None:
        self.answered = answered
        self._claimed: dict[tuple[UUID, str], bytes] = {}

    def claim(self, key: IdempotencyKey) -> None:
        """Raises a 409 `Refusal` when a request of the batch has the key, 422 when it is another request."""
        claimed = self._claimed.get((key.owner, key.key))
        if claimed is not None:
            raise in_progress() if claimed == key.fingerprint else reused()
        self._claimed[key.owner, key.key] = key.fingerprint


def reused() -> Refusal:
    """The key belongs to another request."""
    return Refusal("IDEMPOTENCY_KEY_REUSED", "this key was used for another request", 422)


def in_progress() -> Refusal:
    """The first request under a key has no answer yet."""
    return Refusal("IDEMPOTENCY_IN_PROGRESS", "the first request with this key is still being carried out")


def fingerprint(method: str, path: str, body: bytes) -> bytes:
    """A digest by which one request is told from another."""
    return hashlib.sha256(b"\0".join((method.encode(), path.encode(), body))).digest()


async def find(database: Database, key: IdempotencyKey) -> StoredAnswer | None:
    """The answer kept under `key`; raises a 422 `Refusal` when it was for another request."""
    async with database.transaction() as tx:
        return (await find_all(tx, [key])).get(key)


async def find_all(tx: Tx, keys: Collection[IdempotencyKey]) -> dict[IdempotencyKey, StoredAnswer]:
    """The answers that are kept under some of `keys`; raises as `find` does."""
    rows = await tx.fetch(_FIND, (tuple((str(key.owner), key.key) for key in keys),)) if keys else []
    kept = {(row[0], row[1]): row for row in rows}
    found = {}
    for key in keys:
        row = kept.get((key.owner, key.key))
        if row is not None:
            if bytes(row[2]) != key.fingerprint:
                raise reused()
            found[key] = StoredAnswer(row[3], row[4], row[5].encode())
    return found


def keep(tx: Tx, key: IdempotencyKey, answer: StoredAnswer) -> None:
    """Keep the answer, if `tx` commits; a key that is taken meanwhile is a `StreamConflict` then."""
    headers = orjson.dumps(dict(answer.headers)).decode()
    row = (str(key.owner), key.key, key.fingerprint, answer.status, headers, answer.body.decode())
    tx.later(_KEEP, row, conflict="idempotency_pkey")


async def prune(database: Database, hours: int) -> int:
    """Forget answers older than `hours`; returns how many."""
    pruned = await in_batches(database, lambda tx, rows: tx.execute(_PRUNE, (hours, rows)))
    metrics.PRUNED.labels("idempotency").inc(pruned)
    return pruned
