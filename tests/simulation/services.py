"""Order, payment and tracker, each put together from its own parts, as its app.py does it, on memory."""

from collections.abc import Coroutine, Sequence
from typing import Any, cast

import order_service.subscriptions as order
import payment_service.subscriptions as payment
import tracker_service.subscriptions as tracker
from common.clock import now
from common.contracts import BY_TYPE
from common.envelope import Received
from common.errors import Transient
from common.transaction import Tx
from order_service.app import order_decider
from order_service.deadlines import Deadlines
from order_service.settings import Settings as OrderSettings
from payment_service.app import payment_decider
from payment_service.claims import claim
from payment_service.settings import Settings as PaymentSettings
from payment_service.worker import Worker

from tests.simulation.kafka import Broker
from tests.simulation.memory import finish
from tests.simulation.provider import Wire
from tests.simulation.service import Group, Service

_ORDER, _PAYMENT = OrderSettings(node_name="order-1"), PaymentSettings(node_name="payment-1")


class OrderService(Service):
    """With its deadlines, and the group commit that its HTTP requests go through."""

    def __init__(self, broker: Broker) -> None:
        super().__init__("order", broker)
        self.decider = order_decider(_ORDER, cast(Any, None))  # its product locks are given back after COMMIT, by Redis
        self.consumes(["payment.events.v1"], order.Subscriptions(self.decider).handle, order.EVENTS)
        self.group = Group(self.database, self.decider)
        self._deadlines = Deadlines(cast(Any, self.database), self.decider)

    def expire(self, which: int) -> int:
        """The deadline of some pending order has passed."""
        self.tables.which = which
        return finish(self._deadlines.expire_due())


class PaymentService(Service):
    """With its worker, and the calls that are under way."""

    def __init__(self, broker: Broker, wire: Wire) -> None:
        super().__init__("payment", broker)
        self.decider = payment_decider(_PAYMENT, [])
        self.decides_inline = False
        by_http, inline = (payment.subscriptions(self.decider, decides_inline=inline) for inline in (False, True))

        async def handle(tx: Tx, received: Sequence[Received]) -> None:
            await (inline if self.decides_inline else by_http)(tx, received)

        self.consumes(["order.events.v1"], handle, payment.EVENTS)
        self.calls: list[Coroutine[Any, Any, None]] = []
        self._worker = Worker(cast(Any, self.database), cast(Any, Group(self.database, self.decider)), wire, 64)

    def switch(self, _: int) -> None:
        """To the provider in process, or back to the one over HTTP."""
        self.decides_inline = not self.decides_inline

    def go_on(self, which: int) -> None:
        """A call comes a step further: the provider gets it, or its answer is recorded."""
        if self.calls:
            call = self.calls.pop(which % len(self.calls))
            try:
                call.send(None)
            except StopIteration:
                return
            self.calls.append(call)

    def lose(self, which: int) -> None:
        """A call, or its answer, is lost on the way."""
        if self.calls:
            call = self.calls.pop(which % len(self.calls))
            try:
                call.throw(Transient("no answer"))
            except StopIteration:
                return
            self.calls.append(call)  # a refund that asks for the void's answer instead

    def ask(self, which: int) -> None:
        """A worker claims a job and calls the provider."""
        self.tables.which = which
        for job in finish(claim(cast(Any, self.database), now(), 6.0, 1)):
            call = self._worker._work(job)
            call.send(None)
            self.calls.append(call)

    def restart(self) -> None:
        """The calls die too; what they sent may still arrive."""
        super().restart()
        while self.calls:
            self.calls.pop().close()


class Tracker(Service):
    """Which says nothing."""

    def __init__(self, broker: Broker) -> None:
        super().__init__("tracker", broker)
        self.consumes(["order.events.v1", "payment.events.v1"], tracker.handle, BY_TYPE.values())
