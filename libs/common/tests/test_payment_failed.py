"""`payment.failed` has a second schema version: what was said in the first is read as the second would have said it."""

from typing import ClassVar
from uuid import UUID

import pytest
from common import cloudevents
from common.contracts import PaymentFailed
from common.contracts.payment import PaymentEvent
from common.database import Database
from common.event_store import append, load
from common.ids import new_id
from common.testing.counter import recorded
from common.testing.records import outgoing

ABOUT = {"order_id": UUID(int=1), "user_id": UUID(int=2), "attempt": 1, "amount": "59.80", "currency": "EUR"}
MAY_WORK_AGAIN = [("card_insufficient_funds", True), ("card_declined", False), ("card_stolen", False)]


class FailedAsItWas(PaymentEvent):
    """The contract as release 1 has it."""

    type: ClassVar[str] = "payment.failed"
    reason: str


class Record:
    """What a consumer gets."""

    topic, partition, offset = "payment.events.v1", 0, 0

    def __init__(self, key: bytes | None, value: bytes | None) -> None:
        self.key, self.value = key, value


@pytest.mark.parametrize(("reason", "retryable"), MAY_WORK_AGAIN)
def test_a_record_of_the_first_version_tells_by_its_reason_whether_to_try_again(reason: str, retryable: bool) -> None:
    written = outgoing(Record.topic, recorded(new_id(), 2, FailedAsItWas(**ABOUT, reason=reason)))
    assert dict(written.headers)["ce_dataschema"] == b"urn:quadrille:payment.failed:1"
    received = cloudevents.parse(Record(written.key, written.value), written.headers)
    assert received is not None
    assert received.event == PaymentFailed(**ABOUT, reason=reason, retryable=retryable)


async def test_a_row_of_the_first_version_tells_by_its_reason_whether_to_try_again(database: Database) -> None:
    payment = new_id()
    async with database.transaction() as tx:
        rows = [FailedAsItWas(**ABOUT, reason=reason) for reason, _ in MAY_WORK_AGAIN]
        append(tx, [recorded(payment, version, row) for version, row in enumerate(rows, 1)])
    async with database.transaction() as tx:
        stored = (await load(tx, [payment]))[payment]
    assert [each.event for each in stored] == [
        PaymentFailed(**ABOUT, reason=reason, retryable=retryable) for reason, retryable in MAY_WORK_AGAIN
    ]


def test_what_the_second_version_says_is_not_judged_again() -> None:
    said = PaymentFailed(**ABOUT, reason="card_declined", retryable=True)
    written = outgoing(Record.topic, recorded(new_id(), 2, said))
    assert dict(written.headers)["ce_dataschema"] == b"urn:quadrille:payment.failed:2"
    received = cloudevents.parse(Record(written.key, written.value), written.headers)
    assert received is not None
    assert received.event == said
