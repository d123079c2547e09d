"""The audit says what the log has of each saga, by who said it, and what the tables of sagas tell."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from common.audit import LAST, digest
from common.database import Database
from common.ids import new_id
from tracker_service.testing import paths
from tracker_service.testing.chronicle import Chronicle

Ask = Callable[[str, UUID | None], Awaitable[tuple[int, Any]]]
Watch = Callable[..., Awaitable[None]]


async def test_a_saga_is_told_by_its_log_and_its_steps(ask: Ask, admin: UUID, watch: Watch) -> None:
    it = paths.confirmed()
    await watch(it)
    _, page = await ask("/audit", admin)
    (told,) = page["items"]
    for source in ("order", "payment"):
        said = [event.id for event in it.events if event.source == source]
        assert (told["logged"][source]["count"], told["logged"][source]["digest"]) == (len(said), digest(said))
        assert told["logged"][source]["whole"]
    assert (told["orderId"], told["status"], told["steps"]) == (str(it.events[0].stream), "COMPLETED", len(it.events))
    assert (told["violations"], told["unexplained"], page["upTo"]) == (0, 0, str(LAST))


async def test_what_broke_the_protocol_is_counted(ask: Ask, admin: UUID, watch: Watch) -> None:
    refunded_twice, unexplained = paths.declined(), Chronicle()
    refunded_twice.refunded(refunded_twice.events[-1])
    unexplained.placed()
    unexplained.confirmed()
    await watch(refunded_twice, unexplained)
    _, page = await ask("/audit", admin)
    assert sorted((told["violations"], told["unexplained"]) for told in page["items"]) == [(0, 1), (1, 0)]


async def test_a_saga_without_its_log_or_without_its_row_is_told_too(
    ask: Ask, admin: UUID, watch: Watch, tables: Database
) -> None:
    one, other = paths.confirmed(), paths.confirmed()
    await watch(one, other)
    async with tables.transaction() as tx:
        await tx.execute("DELETE FROM event_log WHERE stream = %s::uuid", (str(one.events[0].stream),))
        await tx.execute("DELETE FROM saga WHERE saga_id = %s::uuid", (str(other.events[0].stream),))
    _, page = await ask("/audit", admin)
    told = {saga["orderId"]: saga for saga in page["items"]}
    bare, rowless = told[str(one.events[0].stream)], told[str(other.events[0].stream)]
    assert (bare["logged"]["order"]["count"], bare["status"], bare["lastAt"]) == (0, "COMPLETED", None)
    assert (rowless["logged"]["order"]["count"], rowless["status"]) == (2, None)


async def test_pages_leave_no_saga_out(ask: Ask, admin: UUID, watch: Watch) -> None:
    sagas = [paths.confirmed() for _ in range(5)]
    await watch(*sagas)
    found: list[str] = []
    after = str(UUID(int=0))
    while after != str(LAST):
        _, page = await ask(f"/audit?most=3&after={after}", admin)
        found += [saga["orderId"] for saga in page["items"]]
        after = page["upTo"]
    assert found == sorted(str(saga.events[0].stream) for saga in sagas)


async def test_nobody_else_is_told(ask: Ask) -> None:
    assert (await ask("/audit", new_id()))[0] == 403
