"""What must hold in every state, and what must have come of an order when it has come to rest."""

from order_service.state import Order, Status
from payment_service.state import Payment, Phase
from tracker_service.saga import Status as Told

from tests.model.exploring import Broken
from tests.model.happening import OPEN
from tests.model.provider import Account
from tests.model.world import State, World

IN_PROCESS = "ch_inline"  # the id of every charge that no provider was asked for
TOLD = {Status.CONFIRMED: Told.COMPLETED, Status.CANCELLED: Told.COMPENSATED, Status.PAID: Told.PAID}


class Judging:
    """The rules of a world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def must_hold(self, state: State) -> None:
        """Raises `Broken` for a state that must not be."""
        if not state.said:
            return
        order, payment = self._order(state), self._payment(state)
        if order.status is Status.CONFIRMED and not _keeps(state, payment, order.attempt):
            raise Broken(f"the order is confirmed, and attempt {order.attempt} was never charged, or was paid back")
        for number, attempt in payment.attempts.items():
            if attempt.last.amount != order.placed.total_amount:
                total, amount = order.placed.total_amount, attempt.last.amount
                raise Broken(f"the order is over {total}, and its attempt {number} over {amount}")
        if self.at_rest(state):
            self._must_be_settled(state, order, payment)

    def at_rest(self, state: State) -> bool:
        """Whether all was heard, nobody is at work, and no deadline runs: nothing more happens unless somebody asks."""
        if not state.said or any(state.unheard) or self._order(state).status is Status.PENDING:
            return False
        return not any(attempt.phase in OPEN for attempt in self._payment(state).attempts.values())

    def _must_be_settled(self, state: State, order: Order, payment: Payment) -> None:
        for attempt in range(1, len(state.accounts) + 1):
            stands = order.status in (Status.CONFIRMED, Status.PAID) and attempt == order.attempt
            if stands and not _keeps(state, payment, attempt):
                raise Broken(f"all is at rest, the order is {order.status}, and attempt {attempt} was not charged")
            if not stands and _keeps(state, payment, attempt):
                raise Broken(f"all is at rest, the order is {order.status}, and the money of attempt {attempt} is kept")
            _must_agree(state.accounts[attempt - 1], payment, attempt)
        told = self._world.telling.status(state.stage)
        if told is not TOLD[order.status]:
            raise Broken(f"all is at rest, the order is {order.status}, and its saga is told as {told}")

    def _order(self, state: State) -> Order:
        order: Order = self._world.state_of(state, "order")
        return order

    def _payment(self, state: State) -> Payment:
        payment: Payment = self._world.state_of(state, "payment")
        return payment


def _must_agree(account: Account, payment: Payment, number: int) -> None:
    """What payment has in its books is what the provider has in its own: whether it charged, and under which id."""
    attempt = payment.attempts.get(number)
    if attempt is not None and attempt.charge_id not in (None, f"ch_{number}", IN_PROCESS):
        raise Broken(f"all is at rest, and payment takes {attempt.charge_id} for the charge of attempt {number}")
    booked = attempt is not None and not attempt.is_in_process and attempt.phase in (Phase.CHARGED, Phase.REFUNDED)
    if account.charged != booked:
        phase = attempt.phase if attempt else "unknown"
        raise Broken(
            f"all is at rest, attempt {number} is {phase} to payment, and the provider charged: {account.charged}"
        )


def _keeps(state: State, payment: Payment, number: int) -> bool:
    """Whether money was taken under an attempt and not returned: by the provider's account, or in process."""
    attempt = payment.attempts.get(number)
    if attempt is not None and attempt.phase is Phase.CHARGED and attempt.is_in_process:
        return True
    return state.accounts[number - 1].keeps_money
