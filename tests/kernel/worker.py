"""A service with one reaction, for tests that kill it: it writes down every event it handles, slowly if told to."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from common.contracts import topic_of
from common.envelope import Received
from common.errors import Poison
from common.participant import Participant
from common.runtime import Runtime, run
from common.settings import ServiceSettings
from common.testing.counter import Counted
from common.transaction import Tx


class Settings(ServiceSettings):
    """`worker_breaks_at` is an event that breaks the worker while the file `worker_breaks_once` does not exist.

    `worker_poison_at` is one it cannot handle.
    """

    worker_service: str
    worker_source: str
    worker_seconds: float = 0.0
    worker_breaks_at: int = 0
    worker_breaks_once: Path = Path("/nonexistent")
    worker_poison_at: int = 0


async def main(runtime: Runtime) -> None:
    """Run until a signal."""
    settings = Settings()

    async def handle(tx: Tx, received: Sequence[Received]) -> None:
        for event in received:
            assert isinstance(event.event, Counted)
            amount = event.event.amount
            await tx.execute("INSERT INTO handled VALUES (%s, %s)", (amount, settings.node_name))
            if amount == settings.worker_breaks_at and not settings.worker_breaks_once.exists():
                settings.worker_breaks_once.touch()
                raise RuntimeError("a defect of the worker")
            if amount == settings.worker_poison_at:
                raise Poison("it never fits")
            await asyncio.sleep(settings.worker_seconds)

    participant = Participant(runtime, [topic_of(settings.worker_source)], speaks=False)
    await runtime.serve(participant.http())
    await participant.prepare(Path(__file__).parent / "migrations")
    await participant.consume(handle)
    await runtime.until_signal()


if __name__ == "__main__":
    settings = Settings()
    run(settings.worker_service, settings, main)
