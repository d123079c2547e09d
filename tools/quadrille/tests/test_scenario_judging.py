"""What a scenario promises held against what was counted."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from quadrille.client import Json
from quadrille.scenarios.judge import Nodes, judge
from quadrille.scenarios.scenario import SCENARIOS, Scenario
from quadrille.scenarios.tally import Tally

THERE = Nodes(gateways={"gateway-1", "gateway-2", "gateway-3"}, orders={"order-1", "order-2"})


def order(n: int, **change: Any) -> Json:
    """The `n`-th order, over the nodes in turn, two seconds after the one before."""
    return {
        "id": str(n),
        "items": [{"productId": f"product {n}"}],
        "gateway": f"gateway-{n % 3 + 1}",
        "node": f"order-{n % 2 + 1}",
        "createdAt": f"2026-01-01T00:00:0{n % 5 * 2}.000000Z",
        **change,
    }


def saga(status: str = "COMPLETED") -> Json:
    return {"status": status, "endedAt": "2026-01-01T00:00:10.500000Z"}


def as_promised(scenario: Scenario) -> Tally:
    """What should be counted."""
    answers = Counter({"201": scenario.created, "409 DUPLICATE_ORDER": scenario.refused})
    return Tally(answers, [order(n) for n in range(scenario.created)], [saga()] * scenario.created)


DUPLICATE, INDIVIDUAL, DISTRIBUTION = (SCENARIOS[name] for name in ("duplicate", "individual", "distribution"))


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_what_was_promised_is_found_right(scenario: Scenario) -> None:
    assert judge(scenario, as_promised(scenario), THERE) == []


@pytest.mark.parametrize(
    ("name", "asked", "created", "refused"),
    [("duplicate", 5, 1, 4), ("individual", 15, 15, 0), ("mixed", 17, 8, 9), ("distribution", 60, 60, 0)],
)
def test_a_scenario_promises_the_numbers_of_the_system_that_was_replaced(
    name: str, asked: int, created: int, refused: int
) -> None:
    scenario = SCENARIOS[name]
    assert (scenario.asked, scenario.created, scenario.refused) == (asked, created, refused)


def test_a_second_order_of_one_product_is_found() -> None:
    twice = replace(
        as_promised(DUPLICATE),
        answers=Counter({"201": 2, "409 DUPLICATE_ORDER": 3}),
        orders=[order(0), order(1, items=[{"productId": "product 0"}])],
        sagas=[saga(), saga()],
    )
    assert judge(DUPLICATE, twice, THERE) == [
        "created 2, not 1",
        "refused 3, not 4",
        "sagas completed 2, not 1",
        "products in several orders 1",
    ]


def test_a_saga_that_did_not_complete_is_found() -> None:
    compensated = replace(as_promised(DUPLICATE), sagas=[saga("COMPENSATED")])
    assert judge(DUPLICATE, compensated, THERE) == ["sagas completed 0, not 1"]


def test_an_accepted_order_that_is_not_there_is_found() -> None:
    lost = replace(as_promised(DUPLICATE), orders=[], sagas=[])
    assert "201 answered 1, orders there 0" in judge(DUPLICATE, lost, THERE)


def test_an_answer_that_nobody_expects_is_found_with_its_code() -> None:
    away = replace(
        as_promised(DUPLICATE), answers=Counter({"201": 1, "409 DUPLICATE_ORDER": 3, "503 SERVICE_UNAVAILABLE": 1})
    )
    assert judge(DUPLICATE, away, THERE) == ["refused 3, not 4", "1 answered 503 SERVICE_UNAVAILABLE"]


def test_a_node_without_an_order_is_found_where_orders_are_to_be_spread() -> None:
    there = Nodes(gateways={*THERE.gateways, "gateway-4"}, orders={*THERE.orders, "order-3"})
    assert judge(INDIVIDUAL, as_promised(INDIVIDUAL), there) == ["gateway-4 took none", "order-3 took none"]


def test_a_share_off_an_even_one_is_found_beyond_the_tolerance() -> None:
    leaning = [order(n, gateway="gateway-1" if n < 30 else f"gateway-{n % 2 + 2}") for n in range(60)]
    uneven = replace(as_promised(DISTRIBUTION), orders=leaning)
    assert judge(DISTRIBUTION, uneven, THERE) == ["gateway-1 took 50%, not 33% ± 10%"]
    assert judge(DISTRIBUTION, uneven, THERE, tolerance=0.2) == []


def test_order_nodes_may_be_less_even_than_gateways() -> None:
    leaning = [order(n, node="order-1" if n < 40 else "order-2") for n in range(60)]
    uneven = replace(as_promised(DISTRIBUTION), orders=leaning)
    assert judge(DISTRIBUTION, uneven, THERE) == []
    assert judge(DISTRIBUTION, uneven, THERE, tolerance=0.05) == [
        "order-1 took 67%, not 50% ± 10%",
        "order-2 took 33%, not 50% ± 10%",
    ]


def test_the_time_is_from_the_first_order_to_the_end_of_the_last_saga() -> None:
    assert Tally().seconds is None
    assert as_promised(INDIVIDUAL).seconds == 10.5
