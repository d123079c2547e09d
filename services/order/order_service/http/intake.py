"""From a request to a durable command: what every endpoint that changes an order shares."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aiohttp import web
from common.batching import GroupCommit
from common.database import Database
from common.errors import Refusal
from common.identity import Caller
from common.ids import new_id
from common.requests import Outcome, Request

from order_service import views
from order_service.commands import Command, PlaceOrder
from order_service.product_lock import ProductLock
from order_service.settings import Settings
from order_service.state import State
from order_service.suspensions import SuspendedUsers


@dataclass(frozen=True)
class Intake:
    """The parts that endpoints use."""

    settings: Settings
    database: Database
    group: GroupCommit[Command, State]
    locks: ProductLock
    suspended: SuspendedUsers

    async def submit(
        self, request: web.Request, order_id: UUID, correlation_id: UUID, command: Command, time: datetime
    ) -> Outcome[State]:
        """Carry out a command; raises its `Refusal`, or a transient error.

        `correlation_id` is the saga's: a later request about an order has one of its own, but tells the same story.
        """
        return await self.group.submit(
            Request(
                id=new_id(),
                stream=order_id,
                command=command,
                correlation_id=correlation_id,
                time=time,
                traceparent=request.headers.get("traceparent"),
                opens=isinstance(command, PlaceOrder),
            )
        )

    async def owned(self, order_id: UUID, caller: Caller) -> views.View:
        """The order, if the caller may see it; else a 404 `Refusal`, as if there were none."""
        order = await views.one(self.database, order_id)
        if order is None or not (caller.is_admin or order["userId"] == caller.user_id):
            raise Refusal("NOT_FOUND", "there is no such order", 404)
        return order


INTAKE: web.AppKey[Intake] = web.AppKey("intake", Intake)
