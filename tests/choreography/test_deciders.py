"""Each service holds itself to what it declares: its decider may say that, and nothing else."""

from typing import Any, cast

import auth_service.choreography
import order_service.choreography
import payment_service.choreography
import pytest
from auth_service.app import user_decider
from auth_service.settings import Settings as AuthSettings
from common.choreography import Part
from common.commands import Decider
from order_service.app import order_decider
from order_service.settings import Settings as OrderSettings
from payment_service.app import payment_decider
from payment_service.settings import Settings as PaymentSettings

DECIDERS = [
    (order_service.choreography.PART, order_decider(OrderSettings(), cast(Any, None))),
    (payment_service.choreography.PART, payment_decider(PaymentSettings(), [])),
    (auth_service.choreography.PART, user_decider(AuthSettings.model_construct(node_name="auth-1"))),
]


@pytest.mark.parametrize(("part", "decider"), DECIDERS, ids=[part.service for part, _ in DECIDERS])
def test_a_service_may_say_what_it_declares_and_nothing_else(part: Part, decider: Decider[Any, Any]) -> None:
    assert set(decider.says) == part.says
