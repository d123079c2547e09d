"""The rules about users, with nothing around them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from auth_service.commands import Command, NoteDeclines, RegisterUser, ReinstateUser, Tolerance
from auth_service.decide import decide
from auth_service.state import State, evolve
from common.contracts import Event, UserRegistered, UserReinstated, UserSuspended
from common.errors import Refusal
from hypothesis import given
from hypothesis import strategies as st

KIM, ADMIN = UUID(int=1), UUID(int=2)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
FIVE_IN_TEN_MINUTES = Tolerance(5, timedelta(minutes=10))
REGISTER = RegisterUser(KIM, "kim@example.org", "Kim", "Lee", "user")
REGISTERED = UserRegistered(user_id=KIM, email="kim@example.org", first_name="Kim", last_name="Lee", role="user")
SUSPENDED = UserSuspended(user_id=KIM, reason="payments_declined")
REINSTATED = UserReinstated(user_id=KIM, reinstated_by=str(ADMIN), reason="new card")
REINSTATE = ReinstateUser(ADMIN, "new card")

times = st.lists(st.integers(0, 3600).map(lambda s: NOON + timedelta(seconds=s)), max_size=12)


def declines(*minutes: float) -> NoteDeclines:
    return NoteDeclines(tuple(NOON + timedelta(minutes=m) for m in minutes), FIVE_IN_TEN_MINUTES)


def after(*history: Event) -> State:
    state: State = None
    for event in history:
        state = evolve(state, event)
    return state


@pytest.mark.parametrize(
    ("history", "command", "said"),
    [
        pytest.param([], REGISTER, [REGISTERED], id="who is new is registered"),
        pytest.param([REGISTERED], REGISTER, [], id="who is registered is not registered again"),
        pytest.param([REGISTERED], declines(0, 1, 2, 3), [], id="four declines are borne"),
        pytest.param([REGISTERED], declines(0, 1, 2, 3, 10), [SUSPENDED], id="the fifth within the window suspends"),
        pytest.param([REGISTERED], declines(0, 1, 2, 3, 10.1), [], id="a fifth beyond the window does not"),
        pytest.param([REGISTERED], declines(0, 60, 61, 62, 63, 64), [SUSPENDED], id="any window counts"),
        pytest.param([REGISTERED, SUSPENDED], declines(0, 1, 2, 3, 4), [], id="the suspended stay suspended"),
        pytest.param([], declines(0, 1, 2, 3, 4), [], id="an unknown user is left alone"),
        pytest.param([REGISTERED, SUSPENDED], REINSTATE, [REINSTATED], id="an administrator lifts the hold"),
        pytest.param([REGISTERED], REINSTATE, [], id="there is no hold to lift"),
        pytest.param(
            [REGISTERED, SUSPENDED, REINSTATED],
            declines(0, 1, 2, 3, 4),
            [SUSPENDED],
            id="the reinstated can fall again",
        ),
        pytest.param(
            [REGISTERED.model_copy(update={"role": "admin"})],
            declines(0, 0, 0, 0, 0),
            [],
            id="an administrator is never suspended",
        ),
    ],
)
def test_of_a_user_with_a_history_a_command_makes(
    history: Sequence[Event], command: Command, said: Sequence[Event]
) -> None:
    assert decide(command, after(*history)) == said


def test_nobody_can_be_reinstated_who_is_not_there() -> None:
    with pytest.raises(Refusal) as refused:
        decide(REINSTATE, None)
    assert refused.value.status == 404


@given(times, st.randoms())
def test_the_order_in_which_declines_arrive_does_not_matter(declined: list[datetime], random: Random) -> None:
    shuffled = random.sample(declined, len(declined))
    first, second = (NoteDeclines(tuple(t), FIVE_IN_TEN_MINUTES) for t in (declined, shuffled))
    assert decide(first, after(REGISTERED)) == decide(second, after(REGISTERED))


@given(times)
def test_a_user_is_suspended_exactly_when_some_window_holds_five_declines(declined: list[datetime]) -> None:
    window = FIVE_IN_TEN_MINUTES.window
    too_many = any(sum(start <= t <= start + window for t in declined) >= 5 for start in declined)
    assert decide(NoteDeclines(tuple(declined), FIVE_IN_TEN_MINUTES), after(REGISTERED)) == [SUSPENDED] * too_many


@given(st.lists(st.sampled_from([REGISTER, REINSTATE, declines(0, 1), declines(0, 1, 2, 3, 4)]), max_size=20))
def test_holds_and_reinstatements_alternate_whatever_is_asked(commands: list[Command]) -> None:
    state, said = after(REGISTERED), list[Event]()
    for command in commands:
        events = decide(command, state)
        for event in events:
            state = evolve(state, event)
        said += events
    assert said == [SUSPENDED, REINSTATED] * (len(said) // 2) + [SUSPENDED] * (len(said) % 2)
