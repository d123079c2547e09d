"""Putting a model together from the parts that are installed, and exploring it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import Any
from uuid import UUID

from common.choreography import Part
from common.contracts import PaymentMethod
from payment_service.commands import Approved, Declined, Silent, Verdict
from payment_service.reactions import command_for
from quadrille.choreography.catalogue import collect

from tests.model.exploring import Exploration, explore
from tests.model.happening import Happening
from tests.model.judging import IN_PROCESS, Judging
from tests.model.world import State, World

# Who says whether an attempt is paid: the provider, asked over HTTP, or the adapter in process at once.
ADAPTERS: dict[str, Verdict | Silent | None] = {
    "provider": None,
    "approved": Approved(IN_PROCESS),
    "declined": Declined("card_declined"),
    "silent": Silent(),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """How much may happen: `cancellations` by a person, `retries` by an administrator, an adapter for each attempt."""

    cancellations: int = 2
    retries: int = 1
    adapters: tuple[str, ...] = ("provider", "provider")

    def __str__(self) -> str:
        return f"up to {self.cancellations} cancellations, {self.retries} retries, {' then '.join(self.adapters)}"


def every_scope(cancellations: int, retries: int) -> Iterator[Scope]:
    """One for each choice of adapters: they may be changed between attempts."""
    for adapters in product(ADAPTERS, repeat=retries + 1):
        yield Scope(cancellations, retries, adapters)


def check(scope: Scope, parts: Mapping[str, Part] | None = None) -> tuple[Exploration[State], World]:
    """Explore one order; returns what was found, and the world with what came about in it.

    Played are all `parts` that have rules; by default those that are installed.
    """
    played = {**(parts or collect().parts)}
    played["payment"] = _with_adapters(played["payment"], scope.adapters)
    world = World([part for part in played.values() if part.decides is not None])
    judging = Judging(world)
    first = world.first(scope.cancellations, scope.retries)
    return explore([first], Happening(world), judging.must_hold, judging.at_rest), world


def _with_adapters(payment: Part, adapters: tuple[str, ...]) -> Part:
    def verdict(_: PaymentMethod, __: UUID, attempt: int) -> Any:
        return ADAPTERS[adapters[attempt - 1]]

    assert payment.decides is not None
    return replace(payment, decides=replace(payment.decides, command=partial(command_for, verdict=verdict)))
