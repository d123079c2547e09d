"""The rules of a key: one body, one final answer, given again to whoever comes with the same key."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from payment_sandbox.problems import Problem
from payment_sandbox.record import Operation, Record


@dataclass(frozen=True)
class Answer:
    """A final answer, in the very bytes that were or will be sent. `status` is the HTTP status."""

    status: int
    body: str
    order_id: str | None
    replayed: bool = False


def first_answer(record: Record, operation: Operation, key: str, body: str) -> Answer | None:
    """Return the answer the key already has. Raise Problem 422 KEY_REUSED if it came with another body."""
    request = record.request(operation, key)
    if request is None:
        return None
    if request.body != body:
        raise Problem(422, "KEY_REUSED", f"the idempotency key {key!r} was first used with another body")
    if request.status is None or request.answer is None:
        return None
    return Answer(request.status, request.answer, request.order_id, replayed=True)


def keep_first_answer(
    record: Record,
    operation: Operation,
    key: str,
    order_id: str | None,
    *,
    status: int,
    document: Mapping[str, object],
) -> Answer:
    """Store the final answer of a key whose attempt has been counted, and return it."""
    body = orjson.dumps(document).decode()
    record.keep_answer(operation, key, status, body)
    return Answer(status, body, order_id)
