"""What must hold of money: each check yields what is wrong about one order, in a sentence."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from uuid import UUID

from common.transaction import Row
from order_service.state import Order, Status
from payment_service.ledger import CASH
from payment_service.providers import key_of
from payment_service.state import Payment, Phase

from tests.simulation.provider import Record

ENDS = {Phase.CHARGED, Phase.FAILED, Phase.VOIDED, Phase.REFUNDED}
LEAVES = {Phase.CHARGED: "a charge", Phase.REFUNDED: "a refund"}  # at the provider; other ends leave nothing
STANDS = {Status.PAID, Status.CONFIRMED}


def is_settled(order: Order, payment: Payment) -> Iterator[str]:
    """Order and payment have come to an end, and to the same one."""
    if order.status is Status.PENDING or (order.status is Status.PAID and order.placed.confirmation != "manual"):
        yield f"the order stays {order.status}"
    for number, attempt in payment.attempts.items():
        if attempt.phase not in ENDS:
            yield f"attempt {number} stays {attempt.phase}"
    kept = [number for number, attempt in payment.attempts.items() if attempt.phase is Phase.CHARGED]
    if kept != ([order.attempt] if order.status in STANDS else []):
        yield f"the order is {order.status} in attempt {order.attempt}, but money is kept under attempts {kept}"


def provider_agrees(record: Record, stream: UUID, payment: Payment) -> Iterator[str]:
    """The provider's own record says the same of every attempt: one charge at most, and no refund twice."""
    for key, charge in record.charges.items():
        refunds = record.refunds.get(charge, [])
        if len(refunds) > 1:
            yield f"{charge} was given back {len(refunds)} times"
        if UUID(key.split(":")[0]) == stream and int(key.split(":")[1]) not in payment.attempts:
            yield f"{charge} belongs to no attempt"
    for number, attempt in payment.attempts.items():
        charge = record.charges.get(key_of(stream, number), "")
        found = "nothing" if not charge else "a refund" if charge in record.refunds else "a charge"
        if found != (LEAVES.get(attempt.phase, "nothing") if not attempt.is_in_process else "nothing"):
            yield f"attempt {number} is {attempt.phase}, but the provider's record ends with {found}"


def ledger_agrees(ledger: Sequence[Row], stream: UUID, order: Order) -> Iterator[str]:
    """The books balance, and what they keep is the total of what stands."""
    lines = [line for line in ledger if UUID(line[2]) == stream]
    if sum(line[3] for line in lines):
        yield "its lines in the ledger do not balance"
    kept = sum((line[3] for line in lines if line[0] == CASH), Decimal(0))
    due = order.placed.total_amount if order.status in STANDS else Decimal(0)
    if kept != due:
        yield f"the ledger keeps {kept} of an order that is {order.status}"
