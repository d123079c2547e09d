"""The provider's own record, read back: what it says that it took and gave back."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, Protocol
from uuid import UUID

import aiohttp
from common.errors import Transient

MOST = 1000

Kind = Literal["charge", "refund"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A charge or a refund as the provider has it, under the idempotency key it was asked for with."""

    kind: Kind
    order_id: UUID
    key: str
    amount: Decimal
    time: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """Everything of the orders up to `up_to`."""

    entries: Sequence[Entry]
    up_to: UUID


class Books(Protocol):
    """A provider that tells what it has recorded."""

    async def record(self, after: UUID, up_to: UUID) -> Record:
        """All of the orders after `after` and up to `up_to`, or, when they are very many, of the first of them.

        Raises a transient error while it gets no answer.
        """


class HttpBooks:
    """Reads a provider with the sandbox's API. Keep one for the life of the process: it pools connections."""

    def __init__(self, url: str, *, timeout: float) -> None:
        """`timeout` seconds a call."""
        self._session = aiohttp.ClientSession(base_url=url, timeout=aiohttp.ClientTimeout(total=timeout))

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()

    async def record(self, after: UUID, up_to: UUID) -> Record:
        """See `Books`."""
        parts = await asyncio.gather(self._list("charge", after, up_to), self._list("refund", after, up_to))
        last = min(part.up_to for part in parts)
        return Record([entry for part in parts for entry in part.entries if entry.order_id <= last], last)

    async def _list(self, kind: Kind, after: UUID, up_to: UUID) -> Record:
        begin = str(after)
        while True:
            answer = await self._get(
                f"/v1/{kind}s", {"orderIdAfter": begin, "orderIdUpTo": str(up_to), "limit": str(MOST)}
            )
            record = complete(kind, answer, up_to)
            if record is not None:
                return record
            begin = answer["items"][-1]["orderId"]

    async def _get(self, path: str, query: Mapping[str, str]) -> Any:
        try:
            async with self._session.get(path, params=query) as response:
                response.raise_for_status()
                return await response.json()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Transient(f"the provider does not show its record: {error!r}") from error


def complete(kind: Kind, answer: Mapping[str, Any], up_to: UUID) -> Record | None:
    """A list as far as it is complete: where it was cut, the last order may lack something, unless it is the only one.

    An account at a provider may serve others too: what is not named after one of our orders is theirs. None when a list
    that was cut has nothing of ours.
    """
    entries = [_entry(kind, item) for item in answer["items"] if _is_ours(item["orderId"])]
    if not answer["more"]:
        return Record(entries, up_to)
    if not entries:
        return None
    cut = entries[-1].order_id
    if answer["items"][-1]["orderId"] != str(cut):
        return Record(entries, cut)
    before = [entry for entry in entries if entry.order_id != cut]
    return Record(before, before[-1].order_id) if before else Record(entries, cut)


def _is_ours(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False


def _entry(kind: Kind, item: Mapping[str, Any]) -> Entry:
    return Entry(
        kind=kind,
        order_id=UUID(item["orderId"]),
        key=item["idempotencyKey"],
        amount=Decimal(item["amount"]),
        time=datetime.fromisoformat(item["createdAt"]),
    )
