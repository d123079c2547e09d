"""Clients of the order service: what they ask at random moments, and what is carried out again after a lost answer."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from common.clock import now
from common.contracts import Item, PaymentMethod
from common.errors import Refusal
from common.ids import new_id
from common.requests import Request
from order_service.commands import CancelOrder, Command, CompensateOrder, ConfirmOrder, PlaceOrder
from order_service.testing import ADMIN, CUSTOMER, place, retry

from tests.simulation.memory import finish
from tests.simulation.services import OrderService

ORDERS = 3
FREE, FREE_IN = (Item(product_id="leaf", product_name="A leaf", quantity=1, price=Decimal(0)),), 20  # one order in 20
METHODS: tuple[PaymentMethod, ...] = ("card_ok", "card_ok", "card_ok", "card_ok", "card_declined", "provider_down")


class Clients:
    """Users and administrators; `pick` says what they ask, and about which order."""

    def __init__(self, order: OrderService) -> None:
        self._order = order
        self._placed: list[UUID] = []
        self._sent: list[tuple[Request[Command], bool]] = []  # with whether it had an effect

    def place(self, pick: int) -> None:
        """Place an order, if there are not enough."""
        if len(self._placed) < ORDERS:
            order_id = UUID(int=len(self._placed) + 1)
            self._placed.append(order_id)
            confirmation = "manual" if pick // len(METHODS) % 2 else "auto"
            command = place(order_id=order_id, payment_method=_method(pick), confirmation=confirmation)
            self._send(order_id, replace(command, items=FREE) if pick % FREE_IN == 0 else command)

    def cancel(self, pick: int) -> None:
        """A user calls an order off."""
        self._ask(pick, CancelOrder(CUSTOMER))

    def confirm(self, pick: int) -> None:
        """A user confirms an order by hand."""
        self._ask(pick, ConfirmOrder(CUSTOMER))

    def retry(self, pick: int) -> None:
        """An administrator opens an order again, with any payment method."""
        self._ask(pick, retry(payment_method=_method(pick // ORDERS)))

    def compensate(self, pick: int) -> None:
        """An administrator calls an order off."""
        self._ask(pick, CompensateOrder(ADMIN, "why"))

    def repeat(self, pick: int) -> None:
        """The answer to some COMMIT was lost, and group commit carries the same request out again."""
        if not self._sent:
            return
        request, had_effect = self._sent[pick % len(self._sent)]
        said = len(self._order.tables.events)
        accepted = self._is_accepted(replace(request, time=now()), again=True)
        if had_effect:
            assert accepted, f"what was carried out is refused when it is repeated: {request.command}"
            assert len(self._order.tables.events) == said, f"it had its effect twice: {request.command}"

    def _ask(self, pick: int, command: Command) -> None:
        if self._placed:
            self._send(self._placed[pick % len(self._placed)], command)

    def _send(self, order_id: UUID, command: Command) -> None:
        opens = isinstance(command, PlaceOrder)
        request = Request(new_id(), order_id, command, UUID(int=order_id.int + 100), now(), opens=opens)
        said = len(self._order.tables.events)
        if self._is_accepted(request):
            self._sent.append((request, len(self._order.tables.events) > said))

    def _is_accepted(self, request: Request[Command], *, again: bool = False) -> bool:
        try:
            finish(self._order.group.submit(request, again=again))
        except Refusal:
            return False
        return True


def _method(pick: int) -> PaymentMethod:
    return METHODS[pick % len(METHODS)]
