"""However orders' events, the provider's answers and their repetitions interleave, no money is kept or taken wrongly.

The provider's answers come late, several times, or after others.
"""

from collections import Counter
from typing import Any, Literal

from common.contracts import Event, PaymentCompleted, PaymentRefunded
from common.contracts.payment import PaymentEvent
from hypothesis import given, settings
from hypothesis import strategies as st
from payment_service.commands import Cancel, Command
from payment_service.decide import decide
from payment_service.state import Payment, Phase, evolve
from payment_service.testing import cancel, charge
from payment_service.testing.provider import ModelProvider

OPEN = {Phase.CHARGING, Phase.VOIDING, Phase.REFUNDING}
attempts = st.integers(1, 3)
Step = Literal["ask", "answer"]
# Weighted towards what leads on: a story in which everything is cancelled first has little to tell.
whats = st.one_of(
    *[st.builds(charge, attempts)] * 3, st.builds(cancel, attempts), *[st.just("ask")] * 4, *[st.just("answer")] * 3
)
stories = st.lists(st.tuples(whats, st.integers(0, 9)), min_size=4, max_size=30)


class World:
    """A payment, its provider, and the answers on their way between them."""

    def __init__(self, declining: set[int]) -> None:
        self.state, self.provider, self.declining = Payment(), ModelProvider(), declining
        self.said: list[Event] = []
        self.answers: list[Command] = []

    def tell(self, command: Command) -> None:
        for event in decide(command, self.state):
            self.said.append(event)
            self.state = evolve(self.state, event)

    def asking(self) -> list[int]:
        """The attempts about which the provider must still be asked."""
        return [number for number, attempt in self.state.attempts.items() if attempt.phase in OPEN]

    def ask(self, attempt: int) -> list[Command]:
        """What a worker brings back about an open attempt; nothing when its key was voided meanwhile."""
        match self.state.attempts[attempt].phase:
            case Phase.CHARGING:
                answer = self.provider.charge(attempt, approves=attempt not in self.declining)
                return [answer] if answer else []
            case Phase.VOIDING:
                return [self.provider.void(attempt)]
        return [self.provider.refund(attempt)]

    def step(self, what: Command | Step, which: int) -> None:
        """Tell a command, or let a worker ask about any attempt, or let any answer come in, perhaps again."""
        if what == "ask" and (asking := self.asking()):
            self.answers += self.ask(asking[which % len(asking)])
        elif what == "answer" and self.answers:
            self.tell(self.answers[which % len(self.answers)])
        elif not isinstance(what, str):
            self.tell(what)

    def settle(self) -> None:
        """In the end every worker gets its answer: to a charge, and then to a void or refund."""
        for attempt in [*self.asking(), *self.asking()]:
            self.answers += (answers := self.ask(attempt) if attempt in self.asking() else [])
            for answer in answers:
                self.tell(answer)


def play(story: list[tuple[Any, int]], declining: set[int]) -> World:
    world = World(declining)
    for what, which in story:
        world.step(what, which)
    world.settle()
    return world


@settings(max_examples=1000, deadline=None)
@given(stories, st.sets(attempts))
def test_each_attempt_is_charged_and_refunded_at_most_once(story: list[tuple[Any, int]], declining: set[int]) -> None:
    world = play(story, declining)
    for answer in world.answers:  # all of them once more
        world.tell(answer)
    moved = Counter((type(event), event.attempt) for event in world.said if isinstance(event, PaymentEvent))
    for attempt in (1, 2, 3):
        assert (moved[PaymentCompleted, attempt], moved[PaymentRefunded, attempt]) in {(0, 0), (1, 0), (1, 1)}


@settings(max_examples=1000, deadline=None)
@given(stories, st.sets(attempts))
def test_in_the_end_the_books_agree_and_nothing_is_kept_of_what_was_cancelled(
    story: list[tuple[Any, int]], declining: set[int]
) -> None:
    world = play(story, declining)
    kept = {number for number, attempt in world.state.attempts.items() if attempt.phase is Phase.CHARGED}
    assert kept == world.provider.charged - world.provider.returned
    cancelled = max((what.attempt for what, _ in story if isinstance(what, Cancel)), default=0)
    assert all(attempt > cancelled for attempt in kept)
    assert world.asking() == []
