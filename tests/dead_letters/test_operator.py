"""What an operator does about dead letters while orders go on, on the whole stack."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from common import cloudevents
from common.cloudevents import Headers
from common.contracts import PaymentCompleted, UserSuspended, topic_of
from common.dead_letters import DeadLetter
from common.ids import new_id
from common.publisher import Outgoing, Publisher
from common.settings import ServiceSettings
from common.testing.counter import recorded
from common.testing.records import outgoing
from quadrille.cli import main
from quadrille.client import ApiError
from quadrille.dead_letters.options import someone
from quadrille.shop import Shop

from conftest import OFFSET

BROKERS = f"127.0.0.1:{9092 + OFFSET}"


@pytest.fixture
async def publisher(stack_home: object) -> AsyncIterator[Publisher]:
    """Writes to the stack's Kafka."""
    assert stack_home
    publisher = Publisher(ServiceSettings(kafka_brokers=BROKERS))
    yield publisher
    await publisher.close()


@dataclass
class Record:
    """A record as a service got it once."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers
    partition: int = 0
    offset: int = 0


async def operate(command: str, *arguments: str) -> str:
    """What `quadrille dead-letters` prints."""
    told = ["dead-letters", command, *arguments, "--brokers", BROKERS]
    result = await asyncio.to_thread(CliRunner().invoke, main, told)
    assert result.exit_code == 0, result.output
    return result.stdout


async def waiting(service: str, correlation_id: UUID, attempts: int) -> str:
    """The number of the letter of one correlation that waits, once it has failed so often."""
    async with asyncio.timeout(30):
        while True:
            letters: list[dict[str, Any]] = list(
                map(json.loads, (await operate("list", "--service", service)).splitlines())
            )
            ours = [each for each in letters if each["correlationId"] == str(correlation_id)]
            if [each["attempts"] for each in ours] == [attempts]:
                return str(ours[0]["id"])
            await asyncio.sleep(0.2)


async def _place_until_refused(shop: Shop) -> None:
    async with asyncio.timeout(30):
        while True:
            await shop.place()
            await asyncio.sleep(0.2)


async def test_a_poison_record_is_seen_replayed_and_discarded_while_orders_go_on(
    shop: Shop, publisher: Publisher
) -> None:
    correlation_id = new_id()
    headers = cloudevents.headers(
        event_id=new_id(),
        event_type=PaymentCompleted.type,
        schema_version=1,
        source="payment",
        stream_version=2,
        correlation_id=correlation_id,
        causation_id=new_id(),
        traceparent=None,
        node="payment-9",
        time=recorded(new_id(), 1).time,
    )
    topic = topic_of("payment")
    await publisher.publish([Outgoing(topic, str(new_id()).encode(), b"\x00\xff corrupted", headers)])
    number = await waiting("order", correlation_id, attempts=1)
    assert (await shop.until(await shop.place()))["status"] == "CONFIRMED"

    shown = await operate("show", number)
    assert f"ce_correlationid: {correlation_id}\n" in shown
    assert "dl_handler: order:decode\n" in shown
    assert "00 ff 20 63 6f 72 72 75 70 74 65 64" in shown
    told = await operate("replay", number, "--dry-run")
    assert told.startswith(f"{number}  would be refused again: the value is not a payment.completed")
    assert told.rstrip().endswith("its original record is kept")

    assert await operate("replay", number) == f"{number}  replayed, to order.retries.v1\n"
    again = await waiting("order", correlation_id, attempts=2)
    assert again != number
    tracker = await waiting("tracker", correlation_id, attempts=1)  # a replay is for one service alone
    assert await operate("discard", again, tracker, "--reason", "a test of ours") == (
        f"{again}  discarded\n{tracker}  discarded\n"
    )
    assert str(correlation_id) not in await operate("list")
    assert (await shop.until(await shop.place()))["status"] == "CONFIRMED"


async def test_a_record_that_is_readable_by_now_has_its_effect_in_the_service_it_is_replayed_to(
    shop: Shop, publisher: Publisher
) -> None:
    user_id = UUID((await shop.client.call("GET", "/auth/me"))["id"])
    event = recorded(user_id, 2, UserSuspended(user_id=user_id, reason="declined too often"))
    said = outgoing(topic_of("auth"), event)
    # As an order service would have left it that did not know its shape yet.
    letter = DeadLetter(Record(said.topic, said.key, said.value, said.headers), said.headers, "order:decode", "Poison")
    await publisher.publish([letter.outgoing("order")])
    number = await waiting("order", event.correlation_id, attempts=1)
    assert (await operate("replay", number, "--dry-run")).startswith(f"{number}  would be read, as a user.suspended")
    await shop.place()

    await operate("replay", number)
    with pytest.raises(ApiError, match="USER_SUSPENDED"):
        await _place_until_refused(shop)
    await shop.client.call("GET", "/auth/me")  # the gateways never heard of it
    assert await operate("replay", number) == f"{number}  was replayed already, by {someone()}\n"
