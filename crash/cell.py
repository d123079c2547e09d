"""One cell of the matrix: a saga walks its path, a process dies at a failpoint, and everything must come right."""

import asyncio
from dataclasses import dataclass, field

import aiohttp
from quadrille.client import ApiError, Json

from crash.arming import all_ready, trap
from crash.judging import broken, findings
from crash.rows import Row
from crash.stage import Stage
from crash.walks import WALKS, People

SETTLING_SECONDS = 40.0  # a session timeout, a lease and a deadline, one after the other
READY_SECONDS = 60.0
LINGER_SECONDS = 1.5  # offsets are committed every second: that long after the end there is still something to reach


@dataclass(frozen=True)
class Result:
    """Whether the failpoint was reached, and what was wrong in the end."""

    reached: bool
    findings: list[str] = field(default_factory=list)

    @property
    def word(self) -> str:
        """What stands in the table."""
        return "broken" if self.findings else "ok" if self.reached else "-"


async def play(stage: Stage, row: Row, walk: str) -> Result:
    """Walk a new order down the path `walk`, with a trap at `row`; returns when all is settled, or 40 s have passed."""
    try:
        return await _play(stage, row, walk)
    except (ApiError, aiohttp.ClientError, TimeoutError) as error:
        return Result(False, [f"it could not be played to its end: {error!r}"])


async def _play(stage: Stage, row: Row, walk: str) -> Result:
    await _ready(stage)
    async with stage.people() as people:
        with trap(stage.home, row) as set_trap:
            order = await WALKS[walk](people, set_trap.arm)
            found = await _settled(stage, people, order)
            await set_trap.spring(LINGER_SECONDS)
        await _ready(stage)
        if set_trap.sprung and not found:
            found = await _settled(stage, people, order)  # what was delivered again has had its effects by now
        if found:
            stage.broken = broken(await people.admin.call("GET", "/invariants"))
        return Result(set_trap.sprung, found)


async def _ready(stage: Stage) -> None:
    async with asyncio.timeout(READY_SECONDS):
        await all_ready(stage.home)


async def _settled(stage: Stage, people: People, order: Json) -> list[str]:
    """What is still wrong when nothing is, or after `SETTLING_SECONDS`."""
    deadline = asyncio.get_running_loop().time() + SETTLING_SECONDS
    while (found := await findings(stage, people, order)) and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.1)
    return found
