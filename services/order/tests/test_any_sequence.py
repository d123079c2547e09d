"""Whatever is asked of an order, in whatever sequence, these things hold."""

from common.contracts import Event, OrderCancelled, OrderConfirmed, OrderPaid, OrderPlaced, OrderReopened
from common.errors import Refusal
from hypothesis import given, settings
from hypothesis import strategies as st
from order_service.commands import (
    CancelOrder,
    Command,
    CompensateOrder,
    ConfirmOrder,
    ExpireOrder,
    NoteDecline,
    NotePayment,
)
from order_service.decide import decide
from order_service.state import State, Status, evolve
from order_service.testing import ADMIN, CUSTOMER, place, retry

attempts = st.integers(1, 4)
# Weighted towards what leads on: most random sequences would else end at the first cancellation.
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(NotePayment, attempts),
    st.builds(NotePayment, attempts),
    st.builds(NoteDecline, attempts, st.just("card_declined")),
    st.builds(ExpireOrder, attempts),
    st.builds(retry),
    st.builds(retry, payment_method=st.just("card_slow")),
    st.just(ConfirmOrder(CUSTOMER)),
    st.just(CancelOrder(CUSTOMER)),
    st.just(CompensateOrder(ADMIN, "why")),
    st.builds(place, user_is_suspended=st.booleans()),
)
stories = st.builds(
    lambda confirmation, rest: [place(confirmation=confirmation), *rest],
    st.sampled_from(["auto", "manual"]),
    st.lists(commands, max_size=25),
)

LEADS_TO: dict[Status | None, set[type[Event]]] = {
    None: {OrderPlaced},
    Status.PENDING: {OrderPaid, OrderConfirmed, OrderCancelled},
    Status.PAID: {OrderConfirmed, OrderCancelled},
    Status.CONFIRMED: {OrderCancelled},
    Status.CANCELLED: {OrderCancelled, OrderReopened},
}


def step(command: Command, state: State) -> list[Event]:
    """What is said; a refusal says nothing, and no other exception is borne."""
    try:
        return decide(command, state)
    except Refusal:
        return []


@settings(max_examples=300, deadline=None)
@given(stories)
def test_an_order_goes_only_where_its_status_leads(story: list[Command]) -> None:
    state: State = None
    for command in story:
        for event in step(command, state):
            assert type(event) in LEADS_TO[state.status if state else None]
            state = evolve(state, event)
    assert state is not None


@settings(max_examples=300, deadline=None)
@given(stories)
def test_an_order_is_confirmed_only_after_its_present_attempt_was_paid(story: list[Command]) -> None:
    state: State = None
    was_paid = False
    for command in story:
        was_paid = was_paid or (state is not None and command == NotePayment(state.attempt))
        for event in step(command, state):
            assert was_paid or not isinstance(event, OrderConfirmed | OrderPaid)
            was_paid = was_paid and not isinstance(event, OrderReopened)
            state = evolve(state, event)


@settings(max_examples=300, deadline=None)
@given(stories)
def test_every_attempt_has_a_number_of_its_own_and_follows_a_cancelled_one(story: list[Command]) -> None:
    state: State = None
    for command in story:
        for event in step(command, state):
            if isinstance(event, OrderReopened):
                assert state is not None
                assert (event.attempt, state.status) == (state.attempt + 1, Status.CANCELLED)
            state = evolve(state, event)


@settings(max_examples=300, deadline=None)
@given(stories, attempts)
def test_money_that_comes_in_for_a_cancelled_order_is_answered_with_its_cancellation(
    story: list[Command], attempt: int
) -> None:
    state: State = None
    for command in [*story, CancelOrder(CUSTOMER)]:
        for event in step(command, state):
            state = evolve(state, event)
    assert state is not None
    (said,) = decide(NotePayment(attempt), state)
    assert isinstance(said, OrderCancelled)
    assert said.attempt == state.attempt


@settings(deadline=None)
@given(st.lists(commands.filter(lambda command: type(command).__name__ != "PlaceOrder"), max_size=5))
def test_nothing_is_said_about_an_order_before_it_was_placed(story: list[Command]) -> None:
    assert [event for command in story for event in step(command, None)] == []
