"""No more orders are taken in than settle soon, and none is refused while nothing is starved."""

from collections.abc import Awaitable, Callable

import pytest
from common.database import Database
from common.errors import Overloaded
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


def under_way(admission: Admission, count: int) -> None:
    """So many come in."""
    for _ in range(count):
        admission.let_in()


def settling(admission: Admission, a_second: int, looks: int = 50) -> None:
    """So many come in and settle a second, for a while; none is left."""
    for _ in range(looks):
        under_way(admission, a_second // 10)
        admission.learn(0, 0.1)


async def test_while_many_settle_no_more_come_in_than_will_soon(admission: Admission) -> None:
    settling(admission, 1000)
    assert admission.most == pytest.approx(1000 * SECONDS, rel=0.05)
    under_way(admission, int(admission.most))
    with pytest.raises(Overloaded):
        under_way(admission, 2)


async def test_so_many_may_always_be_under_way(admission: Admission) -> None:
    settling(admission, 200)
    assert admission.most == LEAST


async def test_nothing_is_refused_while_few_settle_for_payment_may_be_away(admission: Admission) -> None:
    settling(admission, 50)
    assert admission.most == MOST


async def test_what_has_settled_makes_room(admission: Admission) -> None:
    settling(admission, 200)
    under_way(admission, LEAST)
    with pytest.raises(Overloaded):
        admission.let_in()
    admission.learn(LEAST - 10, 0.1)
    under_way(admission, 10)


async def test_orders_that_wait_for_their_money_are_counted(
    admission: Admission, tell: Tell, settings: Settings
) -> None:
    assert await admission.count() == 0
    await tell(place(node=settings.node_name))
    assert await admission.count() == 1
