"""POST /v1/charges: take money, at most once a key, in the manner of the payment method."""

from typing import Annotated

import structlog
from aiohttp import web
from pydantic import StringConstraints

from payment_sandbox.behaviours import Behaviour, behaviour_of, refuse_while_unavailable
from payment_sandbox.entries import Charge
from payment_sandbox.exchange import Body, drop, hold, idempotency_key, read_body, respond
from payment_sandbox.idempotency import Answer, first_answer, keep_first_answer
from payment_sandbox.keys import SETTINGS, WRITER
from payment_sandbox.money import Amount
from payment_sandbox.problems import Problem
from payment_sandbox.record import Record


class ChargeBody(Body):
    """`{orderId, amount, currency, paymentMethod}`."""

    order_id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    amount: Amount
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
    payment_method: str


async def post_charge(request: web.Request) -> web.Response:
    """Answer 201 or 402 for good, 409 KEY_VOIDED, 422, 503, or not at all."""
    settings, writer = request.app[SETTINGS], request.app[WRITER]
    key, charge = idempotency_key(request), await read_body(request, ChargeBody)
    structlog.contextvars.bind_contextvars(orderId=charge.order_id)
    behaviour = behaviour_of(charge.payment_method)

    answer = await writer.submit(lambda record: begin_charge(record, key, charge, behaviour))
    if answer is None and behaviour.never_answers:
        await hold(request, settings.sandbox_down_seconds)
        return drop(request)
    if answer is None:
        if not await hold(request, settings.sandbox_slow_seconds):
            return drop(request)
        answer = await writer.submit(lambda record: settle_charge(record, key, charge, behaviour))
    if behaviour.loses_answer and not answer.replayed:
        await hold(request, settings.sandbox_lost_seconds)
        return drop(request)
    return respond(answer)


def begin_charge(record: Record, key: str, charge: ChargeBody, behaviour: Behaviour) -> Answer | None:
    """Count the attempt; decide it too, unless the payment method wants to be waited for: then None."""
    if earlier := _earlier_answer(record, key, charge):
        return earlier
    attempts = record.count_attempt("charge", key, charge.model_dump_json(), charge.order_id)
    refuse_while_unavailable(attempts, behaviour.charge_unavailable)
    if behaviour.slow or behaviour.never_answers:
        return None
    return _decide(record, key, charge, behaviour)


def settle_charge(record: Record, key: str, charge: ChargeBody, behaviour: Behaviour) -> Answer:
    """Decide after the wait, in which a void or the same key's other request may have come first."""
    return _earlier_answer(record, key, charge) or _decide(record, key, charge, behaviour)


def _earlier_answer(record: Record, key: str, charge: ChargeBody) -> Answer | None:
    # A void comes before a replay: 201 again for a charge since refunded would tell of money not kept.
    void = record.request("void", key)
    if void is not None and void.answer is not None:
        raise Problem(409, "KEY_VOIDED", f"the key {key!r} was voided; nothing will be charged under it")
    return first_answer(record, "charge", key, charge.model_dump_json())


def _decide(record: Record, key: str, body: ChargeBody, behaviour: Behaviour) -> Answer:
    if behaviour.declined_because is not None:
        refusal = Problem(402, body.payment_method, behaviour.declined_because)
        status, document = refusal.status, refusal.document()
    else:
        charge = Charge(idempotency_key=key, **dict(body))
        record.add_charge(charge)
        status, document = 201, charge.document()
    return keep_first_answer(record, "charge", key, body.order_id, status=status, document=document)
