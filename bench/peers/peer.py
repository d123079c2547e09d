"""A peer: how it is installed and run, and one turn of it with the same client as for all."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree

import uvloop

from bench.compare_neighbours import Neighbours
from bench.orders import ANY, body_of
from bench.peers.place import Place, Unavailable
from bench.peers.postgres import emptied, settled_of
from bench.peers.rounds import Round
from bench.wire import Answers, drive, prepared

WARM_UP_CLIENTS, WARM_UP_SECONDS = 20, 4.0
DONE = 200


@dataclass(frozen=True)
class Door:
    """Where a peer's HTTP endpoint takes an order; it answers when the saga has settled."""

    address: tuple[str, int]
    path: str

    def requests(self, declined: float) -> Iterator[bytes]:
        """The order that Quadrille gets too, prepared, without end; a `declined` share of cards is declined."""
        good, bad = (
            prepared("POST", self.path, "-", json.dumps(body_of(ANY, method)).encode())
            for method in ("card_ok", "card_declined")
        )
        while True:
            yield bad if random.random() < declined else good


@dataclass(frozen=True)
class Peer:
    """`running` has its servers and its program up while its block is entered, on a database of the peer's own."""

    name: str
    title: str
    install: Callable[[Path], object]
    running: Callable[[Place, str], AbstractContextManager[Door]]

    def prepare(self, place: Place) -> None:
        """Install it, if it is not yet. Raises `Unavailable`."""
        self.install(place.cache)

    def turn(self, place: Place, clients: Sequence[int], seconds: float, declined: float) -> list[Round]:
        """Start it empty, warm it up, take a round for each number of clients, count what it wrote, and stop it."""
        place, database = replace(place, home=place.home / self.name), f"peer-{self.name}"
        rmtree(place.home, ignore_errors=True)
        place.home.mkdir(parents=True)
        emptied(place.server, database)
        with self.running(place, place.dsn(database)) as door:
            rounds = uvloop.run(_rounds(door, [place.home, place.database], clients, seconds, declined))
            self._check(settled_of(place.server, database), rounds)
        return rounds[1:]

    def _check(self, written: dict[str, int], rounds: Sequence[Round]) -> None:
        """Raises `Unavailable` when the tables tell of less than the answers."""
        answered = sum(each.settled for each in rounds)
        settled = written.get("CONFIRMED", 0) + written.get("CANCELLED", 0)
        if settled < answered or written.get("PAID", 0) < written.get("CONFIRMED", 0):
            raise Unavailable(f"answered {answered} orders and wrote {written}")


async def _rounds(
    door: Door, homes: Sequence[Path], clients: Sequence[int], seconds: float, declined: float
) -> list[Round]:
    """The first one warms it up."""
    requests, rounds = door.requests(declined), []
    for count, length in [(WARM_UP_CLIENTS, WARM_UP_SECONDS), *((count, seconds) for count in clients)]:
        neighbours = Neighbours(homes)
        answers = await drive(door.address, requests, connections=count, seconds=length)
        rounds.append(_round(count, answers, neighbours.share()))
    return rounds


def _round(clients: int, answers: Answers, neighbours: float) -> Round:
    others = Counter({str(status): count for status, count in answers.statuses.items() if status != DONE})
    return Round(clients, answers.seconds, answers.statuses[DONE], answers.times[DONE], others, neighbours)
