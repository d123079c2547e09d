"""Kafka is spoken to over TLS, with passwords, and who may do what is what the choreography declares."""

import json
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError, KafkaError, TopicAuthorizationFailedError
from common.contracts import topic_of
from common.ids import new_id
from common.publisher import Outgoing, Publisher
from common.settings import ServiceSettings
from common.topics import dead_letters_of, partitions_by_topic
from quadrille.client import Client
from quadrille.shop import Shop
from stack.kafka_security import client
from stack.settings import HOST, Settings

pytestmark = [pytest.mark.disruptive, pytest.mark.timeout(240)]


def let_in_as(secured: Settings, user: str, **changes: Any) -> ServiceSettings:
    """What a process of `user` is told of Kafka, with changes."""
    told = {name.lower(): value for name, value in client(secured, user).items()}
    return ServiceSettings.model_validate({"kafka_brokers": secured.kafka_brokers, **told, **changes})


async def write(settings: ServiceSettings, topic: str) -> None:
    """A record, which nobody would understand."""
    publisher = Publisher(settings)
    try:
        await publisher.publish([Outgoing(topic, str(new_id()).encode(), b"{}", [])])
    finally:
        await publisher.close()


async def test_sagas_settle_and_are_told_with_every_record_sent_by_who_may(secured: Settings) -> None:
    account = json.loads((secured.home / "admin.json").read_text())
    url = f"http://{HOST}:{secured.port('nginx')}"
    async with Client(url) as someone, Client(url) as admin:
        await someone.register("tester")
        await admin.login(account["email"], account["password"])
        shop = Shop(someone)
        for method, status in {"card_ok": "CONFIRMED", "card_declined": "CANCELLED"}.items():
            order = await shop.place(method)
            assert (await shop.until(order))["status"] == status
            assert (await shop.saga(order))["violations"] == []
        assert (await admin.call("GET", "/invariants"))["holds"]
        assert (await admin.call("GET", "/kafka-test"))["topic"] == "gateway.diagnostics.v1"


@pytest.mark.parametrize(
    ("user", "topic"),
    [
        ("payment", topic_of("order")),
        ("order", topic_of("payment")),
        ("tracker", topic_of("order")),
        ("gateway", topic_of("auth")),
        ("order", dead_letters_of("payment")),
        ("quadrille", topic_of("order")),
    ],
)
async def test_nobody_writes_to_the_topic_of_another(secured: Settings, user: str, topic: str) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        await write(let_in_as(secured, user), topic)


async def test_who_may_write_does(secured: Settings) -> None:
    await write(let_in_as(secured, "order"), dead_letters_of("order"))


async def test_nobody_sees_a_topic_that_is_no_concern_of_its(secured: Settings) -> None:
    assert dead_letters_of("order") in await partitions_by_topic(let_in_as(secured, "order"))
    assert dead_letters_of("order") not in await partitions_by_topic(let_in_as(secured, "payment"))


@pytest.mark.parametrize(
    "changes",
    [{"kafka_password": "a guess"}, {"kafka_username": "nobody"}, {"kafka_security_protocol": "SSL"}],
    ids=["another password", "another user", "no password"],
)
async def test_who_does_not_prove_who_it_is_is_not_let_in(secured: Settings, changes: dict[str, str]) -> None:
    with pytest.raises(KafkaError):
        await partitions_by_topic(let_in_as(secured, "order", **changes))


async def test_a_broker_that_another_authority_vouches_for_is_not_trusted(secured: Settings) -> None:
    with pytest.raises(KafkaConnectionError):
        await partitions_by_topic(let_in_as(secured, "order", kafka_ca_file=None))


async def test_nothing_is_said_in_the_clear(secured: Settings) -> None:
    with pytest.raises(KafkaError):
        await partitions_by_topic(let_in_as(secured, "order", kafka_security_protocol="SASL_PLAINTEXT"))
