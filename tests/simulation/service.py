"""What every service here has: a database in memory, its consuming loop, its relay, and a way to carry out commands."""

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar, cast

from common.commands import Decider
from common.consume import ConsumingLoop, Handle
from common.contracts import Event
from common.envelope import Received
from common.requests import Outcome, Request
from common.transaction import Tx

from tests.simulation.kafka import Broker, Consumer
from tests.simulation.memory import MemoryDatabase
from tests.simulation.relaying import MemoryRelay

C = TypeVar("C")
S = TypeVar("S")


class NoLetters:
    """In place of the publisher of dead letters: nothing that happens here is poison."""

    async def publish(self, letters: Sequence[Any]) -> None:
        """Tell of the first."""
        raise AssertionError(f"poison: {letters[0].headers}")


class Service:
    """What every service has: a database, a consumer, and a relay that publishes what it says."""

    def __init__(self, name: str, broker: Broker) -> None:
        self.name = name
        self.database = MemoryDatabase()
        self.tables = self.database.tables
        self.relay = MemoryRelay(name, self.database, broker)
        self._broker = broker
        self.consumer: Consumer

    def consumes(self, topics: Sequence[str], handle: Handle, wanted: Iterable[type[Event]]) -> None:
        """Read `topics`; each event that `handle` is given is noted with its effects."""

        async def noting(tx: Tx, received: Sequence[Received]) -> None:
            self.tables.handled += [event.id for event in received]
            await handle(tx, received)

        self.wanted = {event.type for event in wanted}
        database, letters = cast(Any, self.database), cast(Any, NoLetters())
        loop = ConsumingLoop(self.name, database, letters, noting, most=500, wanted=self.wanted)
        self.consumer = Consumer(self._broker, topics, loop)

    def restart(self) -> None:
        """Die and come back: what is in the database and at the broker is all that is left."""
        self.database.fault = ""
        self.consumer.restart()
        self.relay.restart()


class Group(Generic[C, S]):
    """In place of `common.batching.GroupCommit`: each command in a transaction of its own."""

    def __init__(self, database: MemoryDatabase, decider: Decider[C, S]) -> None:
        self._database, self._decider = database, decider

    async def submit(self, request: Request[C], *, again: bool = False) -> Outcome[S]:
        """Carry it out, `again` when the answer to its COMMIT was lost."""
        async with self._database.transaction() as tx:
            (outcome,) = await self._decider.execute(cast(Tx, tx), [request], again=again)
        if outcome.refusal is not None:
            raise outcome.refusal
        return outcome
