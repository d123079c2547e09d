"""The most memory that each process of the stack had while something ran, looked at each second.

Looking takes a twentieth of a second of CPU, so it has a round of its own, of which nothing else is counted.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.usage import memory

EVERY_SECONDS = 1.0


@dataclass
class Peaks:
    """MB: of each process by its name, and of all at once."""

    each: dict[str, float] = field(default_factory=dict)
    whole: float = 0.0

    def take(self, now: dict[str, float]) -> None:
        """See what there is now."""
        self.whole = max(self.whole, sum(now.values()))
        for name, megabytes in now.items():
            self.each[name] = max(self.each.get(name, 0.0), megabytes)


@asynccontextmanager
async def peaks_of(home: Path) -> AsyncIterator[Peaks]:
    """The peaks while the block runs; complete after it."""
    peaks = Peaks()

    async def look() -> None:
        while True:
            peaks.take(await asyncio.to_thread(memory, home))
            await asyncio.sleep(EVERY_SECONDS)

    looking = asyncio.create_task(look())
    try:
        yield peaks
    finally:
        looking.cancel()
    peaks.take(await asyncio.to_thread(memory, home))
