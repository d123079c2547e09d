"""Quadrille itself, with everything on: nginx, tokens, locks, relays, Kafka, the tracker."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import uvloop

from bench.environment import running, scaled
from bench.load import round_of
from bench.peers.peer import WARM_UP_CLIENTS, WARM_UP_SECONDS
from bench.peers.place import Place
from bench.peers.postgres import external
from bench.peers.rounds import Round
from bench.stage import open_stage
from bench.watch import Watch


@dataclass(frozen=True)
class Quadrille:
    """The stack of `environment`, with so many of each service as `counts` say (`order=1`)."""

    environment: Mapping[str, str]
    counts: Sequence[str]
    name: str = "quadrille"
    title: str = "Quadrille"

    def prepare(self, place: Place) -> None:
        """It is here."""

    def turn(self, place: Place, clients: Sequence[int], seconds: float, declined: float) -> list[Round]:
        """As a peer's, but that its data stays from turn to turn."""
        environment = external(self.environment, place.server)
        with running(environment, scaled(*self.counts)):
            return uvloop.run(_rounds(environment, clients, seconds, declined))


async def _rounds(
    environment: Mapping[str, str], clients: Sequence[int], seconds: float, declined: float
) -> list[Round]:
    async with open_stage(environment) as stage, Watch(stage.brokers) as watch:
        await round_of(stage, watch, clients=WARM_UP_CLIENTS, seconds=WARM_UP_SECONDS, declined=declined)
        rounds = []
        for count in clients:
            result = await round_of(stage, watch, clients=count, seconds=seconds, declined=declined)
            others = result.refused + Counter({"unsettled": len(result.unsettled)})
            rounds.append(Round(count, result.seconds, len(result.settled), result.settled, others))
        return rounds
