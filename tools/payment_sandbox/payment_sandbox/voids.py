"""POST /v1/charges/{key}/void: make sure that nothing is, or ever will be, kept under a key."""

import structlog
from aiohttp import web

from payment_sandbox.behaviours import behaviour_of, refuse_while_unavailable
from payment_sandbox.entries import Charge, Refund
from payment_sandbox.exchange import respond
from payment_sandbox.idempotency import Answer, first_answer, keep_first_answer
from payment_sandbox.keys import WRITER
from payment_sandbox.record import Record
from payment_sandbox.refunds import amount_left, book_refund


async def post_void(request: web.Request) -> web.Response:
    """Answer 200 for good; 503 as long as the charge's refund is made to fail."""
    key = request.match_info["key"]
    structlog.contextvars.bind_contextvars(key=key)
    return respond(await request.app[WRITER].submit(lambda record: void(record, key)))


def void(record: Record, key: str) -> Answer:
    """Refund what is left of the key's charge. The stored answer is what refuses any charge to come."""
    if earlier := first_answer(record, "void", key, body=""):
        return earlier
    charge = record.charge_under_key(key)
    order_id = charge.order_id if charge else None
    attempts = record.count_attempt("void", key, body="", order_id=order_id)
    refund = _give_back_the_rest(record, charge, key, attempts) if charge else None
    document = {
        "key": key,
        "charged": charge is not None,
        "charge": charge and {"id": charge.id, "amount": str(charge.amount), "currency": charge.currency},
        "refund": refund and {"id": refund.id, "amount": str(refund.amount)},
    }
    return keep_first_answer(record, "void", key, order_id, status=200, document=document)


def _give_back_the_rest(record: Record, charge: Charge, key: str, attempts: int) -> Refund | None:
    left = amount_left(record, charge)
    if not left:
        return record.newest_refund(charge.id)  # so that the caller can name the refund that emptied it
    refuse_while_unavailable(attempts, behaviour_of(charge.payment_method).refund_unavailable)
    return book_refund(record, charge, key, left)
