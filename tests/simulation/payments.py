"""Payment, put together from its own parts, as its app.py does it, on memory."""

from collections.abc import Coroutine, Sequence
from typing import Any, cast

import payment_service.subscriptions as payment
from common.clock import now
from common.commands import Decider
from common.consume import Handle
from common.envelope import Received
from common.errors import Transient
from common.transaction import Tx
from payment_service.app import payment_decider
from payment_service.claims import claim
from payment_service.settings import Settings
from payment_service.worker import Worker

from tests.simulation.deciding import Checked
from tests.simulation.kafka import Broker
from tests.simulation.memory import finish
from tests.simulation.provider import Wire
from tests.simulation.schedules import REPLICAS
from tests.simulation.service import Group, Service

_SETTINGS = Settings(node_name="payment-1")


class PaymentService(Service):
    """With its workers, and the calls that are under way, each of a replica."""

    def __init__(self, broker: Broker, wire: Wire) -> None:
        super().__init__("payment", broker)
        self.deciders = [Checked.of(payment_decider(_SETTINGS, [])) for _ in range(REPLICAS)]
        self.decides_inline = False
        self.consumes(["order.events.v1"], list(map(self._handler, self.deciders)), payment.EVENTS)
        self.calls: list[tuple[int, Coroutine[Any, Any, None]]] = []
        self._workers = [
            Worker(cast(Any, database), cast(Any, Group(database, decider)), wire, 64)
            for database, decider in zip(self.databases, self.deciders, strict=True)
        ]

    def switch(self, _: int) -> None:
        """To the provider in process, or back to the one over HTTP."""
        self.decides_inline = not self.decides_inline

    def go_on(self, which: int) -> None:
        """A call comes a step further: the provider gets it, or its answer is recorded."""
        if self.calls:
            replica, call = self.calls.pop(which % len(self.calls))
            try:
                call.send(None)
            except StopIteration:
                return
            self.calls.append((replica, call))

    def lose(self, which: int) -> None:
        """A call, or its answer, is lost on the way."""
        if self.calls:
            replica, call = self.calls.pop(which % len(self.calls))
            try:
                call.throw(Transient("no answer"))
            except StopIteration:
                return
            self.calls.append((replica, call))  # a refund that asks for the void's answer instead

    def ask(self, which: int) -> None:
        """A worker claims a job and calls the provider."""
        self.tables.which = which
        for job in finish(claim(cast(Any, self.databases[self.turn]), now(), 6.0, 1)):
            call = self._workers[self.turn]._work(job)
            call.send(None)
            self.calls.append((self.turn, call))

    def restart(self, replica: int) -> None:
        """Its calls die too; what they sent may still arrive."""
        super().restart(replica)
        for each, call in self.calls:
            if each == replica:
                call.close()
        self.calls = [(each, call) for each, call in self.calls if each != replica]

    def _handler(self, decider: Decider[Any, Any]) -> Handle:
        by_http, inline = (payment.subscriptions(decider, decides_inline=inline) for inline in (False, True))

        async def handle(tx: Tx, received: Sequence[Received]) -> None:
            await (inline if self.decides_inline else by_http)(tx, received)

        return handle
