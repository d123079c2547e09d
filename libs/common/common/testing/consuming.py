"""A consuming loop with a handler that fails as told, fed with records from a real topic."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from common.consume import ConsumingLoop
from common.contracts import topic_of
from common.database import Database
from common.envelope import Received
from common.ids import new_id
from common.publisher import Outgoing, Publisher
from common.settings import ServiceSettings
from common.testing.counter import Counted, recorded
from common.testing.records import outgoing, read
from common.topics import dead_letters_of
from common.transaction import Tx


@dataclass
class Consuming:
    """A service that reads its own topic, of one partition; `poison` is raised at an amount, each of `faults` once."""

    settings: ServiceSettings
    database: Database
    publisher: Publisher
    service: str
    poison: dict[int, Exception] = field(default_factory=dict)
    faults: list[Exception] = field(default_factory=list)

    def said(self, amount: int) -> Outgoing:
        """A record that says a counter moved by `amount`."""
        return outgoing(topic_of(self.service), recorded(new_id(), 1, Counted(amount=amount)))

    async def batch(self, records: Sequence[Outgoing]) -> list[Any]:
        """Records as they come out of the topic."""
        await self.publisher.publish(records)
        return await read(self.settings, topic_of(self.service), len(records))

    async def handle(self, messages: Sequence[Any]) -> None:
        """Let the loop handle a batch."""
        loop = ConsumingLoop(self.service, self.database, self.publisher, self._write_down, most=100)
        await loop.handle_batch(messages)

    async def handled(self) -> list[int]:
        """The amounts of the events that had effects, in order."""
        return [amount for (amount,) in await self.database.fetch("SELECT amount FROM handled ORDER BY amount")]

    async def dead_letters(self, count: int, *, seconds: float = 20.0) -> list[Any]:
        """The first `count` dead letters, or what came of them."""
        return await read(self.settings, dead_letters_of(self.service), count, seconds=seconds)

    async def _write_down(self, tx: Tx, received: Sequence[Received]) -> None:
        for event in received:
            assert isinstance(event.event, Counted)
            await tx.execute("INSERT INTO handled VALUES (%s)", (event.event.amount,))
            if event.event.amount in self.poison:
                raise self.poison[event.event.amount]
        if self.faults:
            raise self.faults.pop(0)
