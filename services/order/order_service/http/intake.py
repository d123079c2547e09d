"""From a request to a durable command: what every endpoint that changes an order shares."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aiohttp import web
from common.batching import GroupCommit
from common.database import Database
from common.errors import Refusal
from common.etags import expected_versions
from common.group_read import GroupRead
from common.idempotency import IdempotencyKey, StoredAnswer
from common.identity import Caller
from common.ids import new_id
from common.once import Once, respond
from common.requests import Keep, Outcome, Request
from common.tracing import spans
from common.transaction import Tx

from order_service.admission import Admission
from order_service.commands import Command, PlaceOrder
from order_service.product_lock import ProductLock
from order_service.settings import Settings
from order_service.shapes import OrderView
from order_service.state import State
from order_service.suspensions import SuspendedUsers

MakeAnswer = Callable[[Database | Tx, Outcome[State]], Awaitable[StoredAnswer]]


@dataclass(frozen=True)
class Intake:
    """The parts that endpoints use."""

    settings: Settings
    database: Database
    group: GroupCommit[Command, State]
    locks: ProductLock
    suspended: SuspendedUsers
    once: Once
    admission: Admission
    orders: GroupRead[UUID, OrderView]

    async def submit(
        self,
        request: web.Request,
        key: IdempotencyKey | None,
        order: tuple[UUID, UUID],
        command: Command,
        time: datetime,
        answer: MakeAnswer,
    ) -> web.Response:
        """Carry out a command, durably, and answer; raises its `Refusal`, or a transient error.

        `order` is its id and its correlation id, which is the saga's: a later request about an order has one of its
        own, but tells the same story. With a `key` the answer is made and kept in the command's own transaction.
        """
        order_id, correlation_id = order
        opens = isinstance(command, PlaceOrder)
        outcome = await self.group.submit(
            Request(
                id=new_id(),
                stream=order_id,
                command=command,
                correlation_id=correlation_id,
                time=time,
                traceparent=spans().here(request.headers.get("traceparent")),
                opens=opens,
                expects=None if opens else expected_versions(request),
                keep=Keep(key, answer) if key else None,
            )
        )
        return respond(outcome.answer or await answer(self.database, outcome), replayed=outcome.replayed)

    async def owned(self, order_id: UUID, caller: Caller) -> OrderView:
        """The order, if the caller may see it; else a 404 `Refusal`, as if there were none."""
        order = await self.orders.one(order_id)
        if order is None or not (caller.is_admin or order["userId"] == caller.user_id):
            raise Refusal("NOT_FOUND", "there is no such order", 404)
        return order


INTAKE: web.AppKey[Intake] = web.AppKey("intake", Intake)
