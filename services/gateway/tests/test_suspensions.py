"""Users on hold: refused although their tokens are good, until an administrator reinstates them."""

from common.clock import now
from common.contracts import Event, UserReinstated, UserSuspended
from common.envelope import Received
from common.ids import new_id
from gateway_service.suspensions import Suspensions
from gateway_service.testing import Client, Issuer, Upstream
from hypothesis import given
from hypothesis import strategies as st

USER = new_id()
SUSPENDED = UserSuspended(user_id=USER, reason="payments_declined")
REINSTATED = UserReinstated(user_id=USER, reinstated_by="root", reason="paid")


def received(event: Event, version: int) -> Received:
    return Received(
        id=new_id(),
        stream=USER,
        version=version,
        event=event,
        correlation_id=new_id(),
        causation_id=new_id(),
        traceparent=None,
        node="auth-1",
        time=now(),
        source="auth",
        topic="auth.events.v1",
        partition=0,
        offset=version,
    )


async def test_a_suspended_user_is_refused_until_reinstated(
    gateway: Client, issuer: Issuer, upstream: Upstream, suspensions: Suspensions
) -> None:
    headers = issuer.bearer(sub=str(USER).upper())
    suspensions.learn(received(SUSPENDED, 2))
    answer = await gateway.get("/orders", headers=headers)
    assert (answer.status, (await answer.json())["code"]) == (403, "USER_SUSPENDED")
    assert upstream.asked == []
    suspensions.learn(received(REINSTATED, 3))
    assert (await gateway.get("/orders", headers=headers)).status == 200


@given(st.lists(st.integers(0, 5), max_size=20))
def test_events_told_again_out_of_turn_change_nothing(again: list[int]) -> None:
    history = [received([SUSPENDED, REINSTATED][n % 2], n + 2) for n in range(6)]
    suspensions = Suspensions()
    for event in [*history, *(history[n] for n in again)]:
        suspensions.learn(event)
    assert str(USER) not in suspensions
