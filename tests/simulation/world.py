"""The world that a schedule is played in: clients, three services, a broker, a provider, and what each step does."""

from collections.abc import Callable
from datetime import timedelta

from tests.simulation.clients import Clients
from tests.simulation.kafka import Broker, Place
from tests.simulation.memory import Death, finish
from tests.simulation.payments import PaymentService
from tests.simulation.provider import Record, Wire
from tests.simulation.schedules import Step
from tests.simulation.service import Service
from tests.simulation.services import OrderService, Tracker

HOURS_APART = (0, -1, 1)  # by which payment's clock may be wrong
Act = Callable[[int], object]  # what is done; the step's `pick` says about which


class World:
    """Everything, before anything has happened."""

    def __init__(self) -> None:
        self.broker = broker = Broker()
        self.provider = Record()
        self.wire = Wire(self.provider)
        self.order, self.payment = OrderService(broker), PaymentService(broker, self.wire)
        self.tracker = Tracker(broker)
        self.services: tuple[Service, ...] = (self.order, self.payment, self.tracker)
        self._actions = self._by_order() | self._by_payment()
        for service in self.services:
            self._actions |= _by_any(service)

    def step(self, step: Step) -> bool:
        """Let it happen; returns whether somebody died of it."""
        service, act = self._actions[step.action]
        service.turn, service.tables.fault = step.replica, step.fault
        try:
            act(step.pick)
        except Death as death:
            service.restart(death.replica)
            return True
        finally:
            service.tables.fault = ""
        return False

    def _by_order(self) -> dict[str, tuple[Service, Act]]:
        clients = Clients(self.order)
        return {
            "place": (self.order, clients.place),
            "cancel": (self.order, clients.cancel),
            "confirm": (self.order, clients.confirm),
            "retry": (self.order, clients.retry),
            "compensate": (self.order, clients.compensate),
            "repeat": (self.order, clients.repeat),
            "expire": (self.order, self.order.expire),
        }

    def _by_payment(self) -> dict[str, tuple[Service, Act]]:
        return {
            "ask": (self.payment, self.payment.ask),
            "go on": (self.payment, self.payment.go_on),
            "lose": (self.payment, self.payment.lose),
            "arrive": (self.payment, self.wire.arrive),
            "switch adapter": (self.payment, self.payment.switch),
            "set clock": (self.tracker, self._set_clock),
        }

    def _set_clock(self, pick: int) -> None:
        self.tracker.tables.clocks_apart = timedelta(hours=HOURS_APART[pick % len(HOURS_APART)])


def _by_any(service: Service) -> dict[str, tuple[Service, Act]]:
    consumer = service.consumer

    def place(pick: int) -> Place:
        return consumer.places[pick % len(consumer.places)]

    acts: dict[str, Act] = {
        "publish": lambda pick: finish(service.relay.look(1 + pick % 3, saves=pick % 2 == 0)),
        "pass on": lambda _: finish(service.relay.pass_on()),
        "take over": service.take_over,
        "deliver to": lambda pick: finish(consumer.handle(place(pick), 1 + pick // len(consumer.places) % 3)),
        "ack": lambda _: consumer.ack(),
        "crash": lambda _: service.restart(service.turn),
        "rewind": lambda pick: consumer.rewind(place(pick), pick // len(consumer.places) % 3),
        "set aside from": lambda pick: consumer.set_aside(place(pick)),
        "replay to": lambda pick: finish(consumer.replay(pick)),
    }
    return {f"{name} {service.name}": (service, act) for name, act in acts.items()}
