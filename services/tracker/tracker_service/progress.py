"""How far one saga has come by the protocol, and what does not fit when an event breaks it."""

from dataclasses import dataclass, field

from tracker_service.protocol import CHARGED, LEGAL, SETTLED, Needs, Order, Payment, State
from tracker_service.saga import Status
from tracker_service.seen import Seen

OPENS = frozenset({"order.placed", "order.reopened"})


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why an event does not fit. `certain` is False when something not seen yet might still explain it."""

    why: str
    certain: bool


@dataclass(slots=True)
class Progress:
    """The order, its newest `attempt` (0: none yet), and the payment of each attempt."""

    order: Order = Order.UNPLACED
    attempt: int = 0
    payments: dict[int, Payment] = field(default_factory=dict)

    def of(self, event: Seen) -> State:
        """The half of the state that `event` is about."""
        return self.order if event.source == "order" else self.payments.get(event.attempt, Payment.UNASKED)

    def advance(self, event: Seen) -> Misfit | None:
        """Move on by a legal event; stay, and tell why, when it is not legal here."""
        legal = LEGAL.get((self.of(event), event.type))
        if legal is None:
            return Misfit("the protocol has no such step from this state", certain=True)
        after, needs = legal
        due = self.attempt + (event.type in OPENS)
        if isinstance(after, Order) and event.attempt != due:
            return Misfit(f"it is about attempt {event.attempt}, while attempt {due} is due", certain=True)
        if not self._meets(needs, event.attempt):
            return Misfit(f"it needs {needs}", certain=False)
        if isinstance(after, Order):
            self.order, self.attempt = after, event.attempt
        else:
            self.payments[event.attempt] = after
        return None

    @property
    def status(self) -> Status:
        """What this makes of the saga; never STUCK."""
        match self.order:
            case Order.CONFIRMED:
                return Status.COMPLETED
            case Order.CANCELLED:
                settled = all(self.payments.get(attempt) in SETTLED for attempt in range(1, self.attempt + 1))
                return Status.COMPENSATED if settled else Status.COMPENSATING
            case Order.PAID:
                return Status.PAID
            case Order.UNPLACED | Order.PENDING:
                return Status.PAID if self._meets(Needs.CHARGED, self.attempt) else Status.STARTED

    def _meets(self, needs: Needs, attempt: int) -> bool:
        match needs:
            case Needs.NOTHING:
                return True
            case Needs.OPENED:
                return 1 <= attempt <= self.attempt
            case Needs.CALLED_OFF:  # only a cancelled order is reopened
                return attempt < self.attempt or (attempt == self.attempt and self.order is Order.CANCELLED)
            case Needs.CHARGED:
                return self.payments.get(attempt) in CHARGED
            case Needs.EVER_CHARGED:
                return any(payment in CHARGED for payment in self.payments.values())
