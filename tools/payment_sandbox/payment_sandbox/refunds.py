"""POST /v1/refunds: give back some or all of a charge, at most once a key and never more than is left."""

from decimal import Decimal

import structlog
from aiohttp import web

from payment_sandbox.behaviours import behaviour_of, refuse_while_unavailable
from payment_sandbox.entries import Charge, Refund
from payment_sandbox.exchange import Body, idempotency_key, read_body, respond
from payment_sandbox.idempotency import Answer, first_answer, keep_first_answer
from payment_sandbox.keys import WRITER
from payment_sandbox.money import Amount
from payment_sandbox.problems import Problem
from payment_sandbox.record import Record


class RefundBody(Body):
    """`{chargeId, amount}`."""

    charge_id: str
    amount: Amount


async def post_refund(request: web.Request) -> web.Response:
    """Answer 201 for good, 404 UNKNOWN_CHARGE, 422 or 503."""
    key, body = idempotency_key(request), await read_body(request, RefundBody)
    structlog.contextvars.bind_contextvars(chargeId=body.charge_id)
    return respond(await request.app[WRITER].submit(lambda record: give_back(record, key, body)))


def give_back(record: Record, key: str, body: RefundBody) -> Answer:
    if earlier := first_answer(record, "refund", key, body.model_dump_json()):
        return earlier
    charge = record.charge(body.charge_id)
    if charge is None:
        raise Problem(404, "UNKNOWN_CHARGE", f"there is no charge {body.charge_id!r}")
    left = amount_left(record, charge)
    if body.amount > left:
        detail = f"{body.amount} is more than the {left} that is left of charge {charge.id}"
        raise Problem(422, "AMOUNT_TOO_LARGE", detail)
    attempts = record.count_attempt("refund", key, body.model_dump_json(), charge.order_id)
    refuse_while_unavailable(attempts, behaviour_of(charge.payment_method).refund_unavailable)
    document = book_refund(record, charge, key, body.amount).document()
    return keep_first_answer(record, "refund", key, charge.order_id, status=201, document=document)


def amount_left(record: Record, charge: Charge) -> Decimal:
    return charge.amount - record.refunded(charge.id)


def book_refund(record: Record, charge: Charge, key: str, amount: Decimal) -> Refund:
    refund = Refund(
        idempotency_key=key,
        charge_id=charge.id,
        order_id=charge.order_id,
        amount=amount,
        currency=charge.currency,
    )
    record.add_refund(refund)
    return refund
