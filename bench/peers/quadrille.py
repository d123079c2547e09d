"""Quadrille itself, with everything on: nginx, tokens, locks, relays, Kafka, the tracker."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvloop
from stack.participants import PARTICIPANTS

from bench.compare_neighbours import Neighbours
from bench.environment import emptied, running, scaled
from bench.load import round_of
from bench.peers.peer import WARM_UP_CLIENTS, WARM_UP_SECONDS
from bench.peers.place import Place
from bench.peers.postgres import dropped, external
from bench.peers.rounds import Round
from bench.stage import open_stage
from bench.watch import Watch


@dataclass(frozen=True)
class Quadrille:
    """The stack of `environment`, with so many of each service as `scale` says."""

    environment: Mapping[str, str]
    scale: Mapping[str, int]
    name: str = "quadrille"
    title: str = "Quadrille"

    def prepare(self, place: Place) -> None:
        """It is here."""

    def turn(self, place: Place, clients: Sequence[int], seconds: float, declined: float) -> list[Round]:
        """As a peer's: with nothing there at first."""
        environment = external(self.environment, place.server)
        dropped(place.server, PARTICIPANTS)
        with emptied(environment), running(environment, scaled(*self.scale.items())):
            return uvloop.run(_rounds(environment, place.database, clients, seconds, declined))


async def _rounds(
    environment: Mapping[str, str], database: Path, clients: Sequence[int], seconds: float, declined: float
) -> list[Round]:
    async with open_stage(environment) as stage, Watch(stage.brokers) as watch:
        await round_of(stage, watch, clients=WARM_UP_CLIENTS, seconds=WARM_UP_SECONDS, declined=declined)
        rounds = []
        for count in clients:
            neighbours = Neighbours([stage.home, database])
            result = await round_of(stage, watch, clients=count, seconds=seconds, declined=declined)
            others = result.refused + Counter({"unsettled": len(result.unsettled)})
            rounds.append(Round(count, result.seconds, len(result.settled), result.settled, others, neighbours.share()))
        return rounds
