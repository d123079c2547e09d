"""What every service here has: a database in memory, and replicas with a consuming loop and a relay each."""

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar, cast

from common.commands import Decider
from common.consume import ConsumingLoop, Handle
from common.contracts import Event
from common.envelope import Received
from common.requests import Outcome, Request
from common.transaction import Tx

from tests.simulation.kafka import Broker, Consumer, Record
from tests.simulation.memory import MemoryDatabase
from tests.simulation.relaying import MemoryRelay
from tests.simulation.schedules import REPLICAS
from tests.simulation.tables import Tables

C = TypeVar("C")
S = TypeVar("S")


class NoLetters:
    """In place of the publisher of dead letters: nothing that happens here is poison."""

    async def publish(self, letters: Sequence[Any]) -> None:
        """Tell of the first."""
        raise AssertionError(f"poison: {letters[0].headers}")


class Service:
    """One database, one consumer group, and several replicas, of which one relays; whose `turn` it is, acts."""

    consumer: Consumer
    wanted: set[str]

    def __init__(self, name: str, broker: Broker) -> None:
        self.name, self.tables, self.turn = name, Tables(), 0
        self._broker = broker
        self._relays = [MemoryRelay(name, self.tables, n, broker) for n in range(REPLICAS)]
        self._loops: list[ConsumingLoop] = []
        self.deciders: list[Decider[Any, Any]] = []  # one a replica, if the service says anything
        self._leader = 0
        self.relay.lead()

    @property
    def databases(self) -> list[MemoryDatabase]:
        """What each replica reaches the database by."""
        return [relay.database for relay in self._relays]

    @property
    def relay(self) -> MemoryRelay:
        """The leader's, or that of the replica whose turn it is and which still believes that it leads."""
        return self._relays[self.turn if self._relays[self.turn].leads else self._leader]

    def consumes(self, topics: Sequence[str], handlers: Sequence[Handle], wanted: Iterable[type[Event]]) -> None:
        """Read `topics`, with a handler for each replica; each event that one is given is noted with its effects."""
        self.wanted = {event.type for event in wanted}
        for database, handle in zip(self.databases, handlers, strict=True):
            to = (cast(Any, database), cast(Any, NoLetters()), self._noting(handle))
            self._loops.append(ConsumingLoop(self.name, *to, most=500, wanted=self.wanted))
        self.consumer = Consumer(self._broker, topics, self._handle_batch)

    def take_over(self, _: int = 0) -> None:
        """Another replica relays, for the leader's connection has ended, of which that one hears later."""
        self._leader = (self._leader + 1) % REPLICAS
        self._relays[self._leader].lead()

    def restart(self, replica: int) -> None:
        """One replica dies and comes back: what is in the database and at the broker is all that is left to it."""
        self.consumer.restart()
        self._relays[replica].stand_by()
        for decider in self.deciders[replica : replica + 1]:
            decider.states.forget()
        if replica == self._leader:
            self.take_over()

    async def _handle_batch(self, records: Sequence[Record]) -> None:
        await self._loops[self.turn].handle_batch(records)

    def _noting(self, handle: Handle) -> Handle:
        async def noting(tx: Tx, received: Sequence[Received]) -> None:
            self.tables.handled += [event.id for event in received]
            await handle(tx, received)

        return noting


class Group(Generic[C, S]):
    """In place of `common.batching.GroupCommit`: each command in a transaction of its own."""

    def __init__(self, database: MemoryDatabase, decider: Decider[C, S]) -> None:
        self._database, self._decider = database, decider

    async def submit(self, request: Request[C], *, again: bool = False) -> Outcome[S]:
        """Carry it out, `again` when the answer to its COMMIT was lost."""
        async with self._database.transaction(again=again) as tx:
            (outcome,) = await self._decider.execute(cast(Tx, tx), [request])
        if outcome.refusal is not None:
            raise outcome.refusal
        return outcome
