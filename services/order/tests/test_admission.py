"""No more orders are taken in than settle soon, and none is refused while nothing is starved."""

from collections.abc import Awaitable, Callable
from contextlib import ExitStack

import pytest
from common.database import Database
from common.errors import Overloaded, Refusal
from common.requests import Outcome
from order_service.admission import MOST, Admission
from order_service.settings import Settings
from order_service.state import State
from order_service.testing import place

Tell = Callable[..., Awaitable[list[Outcome[State]]]]
LEAST, SECONDS = 300, 0.4


@pytest.fixture
def admission(orders: Database, settings: Settings) -> Admission:
    return Admission(orders, settings.node_name, least=LEAST, seconds=SECONDS)


def placed(admission: Admission, count: int) -> None:
    """So many come in, and are stored."""
    for _ in range(count):
        with admission.let_in():
            admission.placed()


def settling(admission: Admission, a_second: int, looks: int = 50) -> None:
    """So many come in and settle a second, for a while; none is left."""
    for _ in range(looks):
        placed(admission, a_second // 10)
        admission.learn(0, a_second // 10, 0.1)


def refused(admission: Admission, count: int) -> None:
    """So many come in, and there is something wrong with each."""
    for _ in range(count):
        with pytest.raises(Refusal), admission.let_in():
            raise Refusal("DUPLICATE_ORDER", "another order has the product")


async def test_while_many_settle_no_more_come_in_than_will_soon(admission: Admission) -> None:
    settling(admission, 1000)
    assert admission.most == pytest.approx(1000 * SECONDS, rel=0.05)
    placed(admission, int(admission.most))
    with pytest.raises(Overloaded):
        placed(admission, 2)


async def test_so_many_may_always_be_under_way(admission: Admission) -> None:
    settling(admission, 200)
    assert admission.most == LEAST


async def test_nothing_is_refused_while_few_settle_for_payment_may_be_away(admission: Admission) -> None:
    settling(admission, 50)
    assert admission.most == MOST


async def test_what_has_settled_makes_room(admission: Admission) -> None:
    settling(admission, 200)
    placed(admission, LEAST)
    with pytest.raises(Overloaded):
        placed(admission, 1)
    admission.learn(LEAST - 10, LEAST, 0.1)
    placed(admission, 10)
    with pytest.raises(Overloaded):
        placed(admission, 1)


async def test_orders_that_are_being_stored_take_up_room(admission: Admission) -> None:
    settling(admission, 200)
    with ExitStack() as storing:
        for _ in range(LEAST):
            storing.enter_context(admission.let_in())
        with pytest.raises(Overloaded):
            placed(admission, 1)
    placed(admission, 1)


async def test_what_is_refused_is_not_taken_for_settled(admission: Admission) -> None:
    for _ in range(50):
        placed(admission, 2)
        refused(admission, 20)
        admission.learn(2, 2, 0.1)
    assert admission.most == MOST


async def test_what_is_stored_during_a_look_counts_until_the_next(admission: Admission) -> None:
    settling(admission, 200)
    placed(admission, LEAST)  # of which the look that is under way has seen none
    admission.learn(0, 0, 0.1)
    with pytest.raises(Overloaded):
        placed(admission, 1)


async def test_orders_that_were_there_before_the_process_settle_like_others(admission: Admission) -> None:
    admission.learn(5000, 0, None)
    assert admission.most == MOST
    admission.learn(4900, 0, 0.1)
    assert admission.most == LEAST


async def test_orders_that_wait_for_their_money_are_counted(
    admission: Admission, tell: Tell, settings: Settings
) -> None:
    assert await admission.count() == 0
    await tell(place(node=settings.node_name))
    assert await admission.count() == 1
