"""Taking an order in: what its refusal, an overload or a Redis that is away leave behind."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from common.batching import GroupCommit
from common.commands import Decider
from common.contracts import UserReinstated, UserSuspended
from common.database import Database
from common.ids import new_id
from common.redis_client import redis_client
from common.runtime import end
from common.testing.watched import Watched
from order_service import suspensions
from order_service.admission import MOST, Admission
from order_service.app import product_lock
from order_service.commands import Command
from order_service.http.intake import Intake
from order_service.settings import Settings
from order_service.state import State
from order_service.testing import CUSTOMER
from order_service.testing.api import ME, OTHER, Client, ask, body, item

SUSPENDED = UserSuspended(user_id=CUSTOMER, reason="payments_declined")
REINSTATED = UserReinstated(user_id=CUSTOMER, reinstated_by="an admin", reason="talked")

Serve = Callable[[Intake], Awaitable[Client]]


async def order(api: Client, product: str, who: dict[str, str] = ME) -> tuple[int, dict[str, Any]]:
    return await ask(api, "POST", "/orders", who, json=body(items=[item(productId=product)]))


@pytest.fixture
def product() -> str:
    return str(new_id())


async def test_a_second_order_of_the_product_is_a_duplicate_until_the_first_is_called_off(
    api: Client, product: str
) -> None:
    _, first = await order(api, product)
    status, problem = await order(api, product, OTHER)
    assert (status, problem["code"]) == (409, "DUPLICATE_ORDER")
    await ask(api, "DELETE", f"/orders/{first['id']}")
    while (await order(api, product))[0] == 409:  # given back soon after the COMMIT
        await asyncio.sleep(0.01)


async def test_an_order_that_was_not_stored_may_come_again_at_once_under_its_key(
    intake: Intake, serve: Serve, orders: Database, decider: Decider[Command, State], product: str
) -> None:
    database = Watched(orders)
    group = GroupCommit(database, decider, patience=0.1)
    running = asyncio.create_task(group.run())
    api = await serve(replace(intake, group=group))
    who, wanted = {**ME, "Idempotency-Key": str(new_id())}, body(items=[item(productId=product)])
    database.away = True
    assert (await ask(api, "POST", "/orders", who, json=wanted))[0] == 503
    assert (await order(api, product))[1]["code"] == "DUPLICATE_ORDER"  # for all but its own key
    database.away = False
    assert (await ask(api, "POST", "/orders", who, json=wanted))[0] == 201
    await end(running)


async def test_a_suspended_user_is_refused_and_leaves_the_product_to_others(
    api: Client, intake: Intake, orders: Database, product: str
) -> None:
    async with orders.transaction() as tx:
        await suspensions.when_suspended(tx, SUSPENDED)
    await intake.suspended.load()
    status, problem = await order(api, product)
    assert (status, problem["code"]) == (403, "USER_SUSPENDED")
    assert (await order(api, product, OTHER))[0] == 201


async def test_a_user_who_was_reinstated_orders_again(
    api: Client, intake: Intake, orders: Database, product: str
) -> None:
    async with orders.transaction() as tx:
        await suspensions.when_suspended(tx, SUSPENDED)
        await suspensions.when_suspended(tx, SUSPENDED)
        await suspensions.when_reinstated(tx, REINSTATED)
    await intake.suspended.load()
    assert (await order(api, product))[0] == 201


async def test_an_order_turned_away_by_overload_may_come_again(
    serve: Serve, intake: Intake, decider: Decider[Command, State], product: str
) -> None:
    full = await serve(replace(intake, group=GroupCommit(intake.database, decider, waiting=0)))
    status, problem = await order(full, product)
    assert (status, problem["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert (await order(await serve(intake), product))[0] == 201


async def test_without_redis_no_order_is_taken_and_the_service_goes_on(
    serve: Serve, intake: Intake, settings: Settings, orders: Database, product: str
) -> None:
    async with redis_client(settings.model_copy(update={"redis_port": 1})) as nobody:
        api = await serve(replace(intake, locks=product_lock(nobody, settings)))
        status, problem = await order(api, product)
    assert (status, problem["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert await orders.fetch("SELECT 1 FROM orders") == []
    assert (await order(await serve(intake), product))[0] == 201


async def test_a_redis_that_hangs_is_asked_only_once(
    serve: Serve, intake: Intake, settings: Settings, product: str
) -> None:
    connections = []

    async def hang(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)

    async with await asyncio.start_server(hang, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with redis_client(settings.model_copy(update={"redis_port": port})) as hanging:
            api = await serve(replace(intake, locks=product_lock(hanging, settings)))
            assert (await order(api, product))[0] == 503
        for writer in connections:
            writer.close()
    assert len(connections) == 1


async def test_orders_placed_together_each_get_their_own_answer(api: Client) -> None:
    products = [str(new_id()) for _ in range(20)]
    answers = await asyncio.gather(*(order(api, product) for product in [*products, *products]))
    assert sorted(status for status, _ in answers) == [201] * 20 + [409] * 20
    placed = {answer["id"]: answer["items"][0]["productId"] for status, answer in answers if status == 201}
    assert sorted(placed.values()) == sorted(products)


async def test_an_order_that_is_one_too_many_is_told_when_to_come_again_and_leaves_nothing(
    intake: Intake, serve: Serve, orders: Database, product: str
) -> None:
    full = Admission(orders, "order-1", least=0, seconds=1.0)
    full.learn(MOST, 0, None)
    api = await serve(replace(intake, admission=full))
    async with api.post("/orders", headers=ME, json=body(items=[item(productId=product)])) as response:
        assert (response.status, response.headers["Retry-After"]) == (503, "1")
    full.learn(0, 0, None)
    assert (await order(api, product))[0] == 201
