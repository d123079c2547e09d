"""Order and tracker, each put together from its own parts, as its app.py does it, on memory."""

from typing import Any, cast

import order_service.subscriptions as order
import tracker_service.subscriptions as tracker
from common.contracts import BY_TYPE
from order_service.app import order_decider
from order_service.commands import Command
from order_service.deadlines import Deadlines
from order_service.settings import Settings
from order_service.state import State

from tests.simulation.deciding import Checked
from tests.simulation.kafka import Broker
from tests.simulation.memory import finish
from tests.simulation.schedules import REPLICAS
from tests.simulation.service import Group, Service

_SETTINGS = Settings(node_name="order-1")


class OrderService(Service):
    """With its deadlines, and the group commit that its HTTP requests go through."""

    def __init__(self, broker: Broker) -> None:
        super().__init__("order", broker)
        # Its product locks are given back after COMMIT, by Redis.
        self.deciders = [Checked.of(order_decider(_SETTINGS, cast(Any, None))) for _ in range(REPLICAS)]
        handlers = [order.Subscriptions(decider).handle for decider in self.deciders]
        self.consumes(["payment.events.v1"], handlers, order.EVENTS)
        parts = list(zip(self.databases, self.deciders, strict=True))
        self._groups = [Group(*part) for part in parts]
        self._deadlines = [Deadlines(cast(Any, database), decider) for database, decider in parts]

    @property
    def group(self) -> Group[Command, State]:
        """That of the replica whose turn it is."""
        return self._groups[self.turn]

    def expire(self, which: int) -> int:
        """The deadline of some pending order has passed."""
        self.tables.which = which
        return finish(self._deadlines[self.turn].expire_due())


class Tracker(Service):
    """Which says nothing."""

    def __init__(self, broker: Broker) -> None:
        super().__init__("tracker", broker)
        self.consumes(["order.events.v1", "payment.events.v1"], [tracker.handle] * REPLICAS, BY_TYPE.values())
