"""How far one saga has come by the protocol, and what does not fit when an event breaks it."""

from dataclasses import dataclass, field

from common.contracts.protocol import Transition

from tracker_service.protocol import FIRST, LEADS, LEGAL, NEXT, OPENS, SAGA_SOURCES, State
from tracker_service.saga import Status
from tracker_service.seen import Seen, Word

PAID = "PAID"  # the state of an order that somebody has to confirm by hand
MONEY_IS_IN = "payment.completed"
FOLLOWERS = tuple(source for source in SAGA_SOURCES if source != LEADS)
_ANY = None  # in place of the number of an attempt


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why an event does not fit. `certain` is False when something not seen yet might still explain it."""

    why: str
    certain: bool


@dataclass(slots=True)
class Progress:
    """The order's state, its newest `attempt` (0: none yet), the others' states in each attempt, and what was said."""

    order: State = FIRST[LEADS]
    attempt: int = 0
    states: dict[tuple[str, int], State] = field(default_factory=dict)
    said: set[tuple[str, int | None]] = field(default_factory=set)

    def of(self, event: Seen | Word) -> State:
        """The state that `event` is about."""
        return self.order if event.source == LEADS else self._state(event.source, event.attempt)

    def advance(self, event: Seen | Word) -> Misfit | None:
        """Move on by a legal event; stay, and tell why, when it is not legal here."""
        step = LEGAL.get((event.source, self.of(event), event.type))
        if step is None:
            return Misfit("the protocol has no such step from this state", certain=True)
        due = self.attempt + (event.type in OPENS)
        if event.source == LEADS and event.attempt != due:
            return Misfit(f"it is about attempt {event.attempt}, while attempt {due} is due", certain=True)
        if not self._may(step, event.attempt):
            which = "some" if step.any_attempt else "this"
            return Misfit(f"it needs {' or '.join(step.needs)} of {which} attempt", certain=False)
        if event.source == LEADS:
            self.order, self.attempt = step.target, event.attempt
        else:
            self.states[event.source, event.attempt] = step.target
        self.said |= {(event.type, event.attempt), (event.type, _ANY)}
        return None

    @property
    def status(self) -> Status:
        """What this makes of the saga; never STUCK."""
        match self.order:
            case "CONFIRMED":
                return Status.COMPLETED
            case "CANCELLED":
                return Status.COMPENSATED if self._all_is_settled() else Status.COMPENSATING
            case "PAID":
                return Status.PAID
        return Status.PAID if (MONEY_IS_IN, self.attempt) in self.said else Status.STARTED

    def _all_is_settled(self) -> bool:
        """Whether nobody has anything left to do, in any attempt."""
        return not any(
            self._may(step, attempt)
            for attempt in range(1, self.attempt + 1)
            for source in FOLLOWERS
            for step in NEXT[source, self._state(source, attempt)]
        )

    def _state(self, source: str, attempt: int) -> State:
        return self.states.get((source, attempt), FIRST[source])

    def _may(self, step: Transition, attempt: int) -> bool:
        of = _ANY if step.any_attempt else attempt
        return not step.needs or any((needed, of) in self.said for needed in step.needs)
