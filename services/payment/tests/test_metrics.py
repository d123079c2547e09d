"""Calls of the provider are counted by what came of them."""

import pytest
from payment_service.metrics import calling
from prometheus_client import REGISTRY


def counted(outcome: str) -> float:
    labels = {"call": "charge", "outcome": outcome}
    return REGISTRY.get_sample_value("quadrille_provider_call_seconds_count", labels) or 0.0


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (201, "agreed"),
        (402, "declined"),
        (409, "refused"),
        (429, "unavailable"),
        (503, "unavailable"),
    ],
)
def test_a_call_is_counted_by_its_answer(status: int, outcome: str) -> None:
    before = counted(outcome)
    with calling("charge") as call:
        call.status = status
    assert counted(outcome) == before + 1


def test_a_call_without_an_answer_is_counted_too() -> None:
    before = counted("unanswered")
    with pytest.raises(TimeoutError), calling("charge"):
        raise TimeoutError
    assert counted("unanswered") == before + 1
