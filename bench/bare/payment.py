"""The payment process: decides in process whether the card is good, and books what it took."""

from collections.abc import Sequence

from aiokafka import ConsumerRecord

from bench.bare.events import Event, Json, because_of, event_of
from bench.bare.process import main, run
from bench.bare.sql import INBOX, SAID

DECLINED = {"card_declined", "card_insufficient_funds"}
SQL = f"""
WITH {INBOX}, {SAID}, booked AS (
    INSERT INTO ledger SELECT * FROM json_populate_recordset(NULL::ledger, $3)
    WHERE event_id IN (SELECT id FROM said)
)
SELECT position, id FROM said
"""


def write(records: Sequence[ConsumerRecord]) -> tuple[list[Event], tuple[object, ...]]:
    """Records of what order said, to rows. What is cancelled was never charged: it is heard, and no more."""
    heard = [event for event in map(event_of, records) if event["type"] != "order.confirmed"]
    said = [_answer(event) for event in heard if event["type"] == "order.placed"]
    booked = [line for event in said if event["type"] == "payment.completed" for line in _lines(event)]
    return said, ([{"event_id": event["id"]} for event in heard], said, booked)


def _answer(cause: Event) -> Event:
    asked = cause["data"]
    money, method = {"amount": asked["totalAmount"], "currency": asked["currency"]}, asked["paymentMethod"]
    if method in DECLINED:
        failed = {**money, "reason": method, "retryable": method == "card_insufficient_funds"}
        return because_of(cause, "payment.failed", 1, failed, "payment-1")
    taken = {**money, "chargeId": f"inline-charge-{cause['stream']}-1"}
    return because_of(cause, "payment.completed", 1, taken, "payment-1")


def _lines(event: Event) -> list[Json]:
    data = event["data"]
    return [
        {
            "event_id": event["id"],
            "account": account,
            "entry": "charge",
            "order_id": event["stream"],
            "amount": amount,
            "currency": data["currency"],
            "booked_at": event["time"],
        }
        for account, amount in (("cash_at_provider", data["amount"]), ("customer_payments", f"-{data['amount']}"))
    ]


if __name__ == "__main__":
    main(run("payment", SQL, write, ["order.events.v1"]))
