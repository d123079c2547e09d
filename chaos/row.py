"""One row: something goes away under load, comes back, and everything must come right."""

import asyncio
import subprocess
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from chaos.customers import METHODS, load
from chaos.judging import findings
from chaos.processes import READY_SECONDS, starts
from chaos.scene import Scene
from chaos.tally import Tally, longest_stall, slowest
from crash.arming import all_ready

BEFORE_SECONDS = 3.0
AFTER_SECONDS = 5.0


class Skipped(Exception):
    """The outage cannot be brought about on this machine."""


@dataclass(frozen=True)
class Row:
    """An outage: its name, and what brings it about, ends it, and returns."""

    name: str
    outage: Callable[[Scene], Awaitable[None]]


@dataclass(frozen=True)
class Result:
    """What came of a row; times in seconds. `restarted` names the processes that were started again meanwhile."""

    accepted: int = 0
    settled: int = 0
    out_of_time: int = 0
    stall: float = 0.0
    slowest: float = 0.0
    wait: float = 0.0
    charged_twice: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    restarted: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    skipped: str = ""

    @property
    def word(self) -> str:
        """What stands in the table."""
        return "broken" if self.findings else "skipped" if self.skipped else "ok"


async def play(scene: Scene, row: Row, methods: Mapping[str, int] = METHODS) -> Result:
    """Put a load on the system, bring the outage about, and judge when everything is back.

    `methods` are the payment methods of the orders, with their weights.
    """
    tally, time = Tally(), asyncio.get_running_loop().time
    twice, began = await scene.charged_twice(), starts(scene.settings)
    async with scene.people() as (customers, admin):
        try:
            async with load(customers, tally, methods):
                await asyncio.sleep(BEFORE_SECONDS)
                await row.outage(scene)
                await asyncio.sleep(AFTER_SECONDS)
                until = time()
            async with asyncio.timeout(READY_SECONDS):
                await all_ready(scene.settings.home)
        except Skipped as skipped:
            return Result(skipped=str(skipped))
        except (LookupError, RuntimeError, TimeoutError, subprocess.CalledProcessError) as error:
            tally.findings.append(f"it could not be played to its end: {error!r}")
            until = time()
        tally.findings += await findings(scene, admin, tally)
    twice = await scene.charged_twice() - twice
    tally.findings += [f"{order_id} was charged twice" for order_id in twice]
    ended = starts(scene.settings)
    settled_at = scene.seen.settled_at
    return Result(
        accepted=len(tally.orders),
        settled=len(tally.orders.keys() & settled_at.keys()),
        out_of_time=len(tally.orders.keys() & scene.seen.out_of_time),
        stall=round(longest_stall(tally.accepted_at, settled_at, until), 1),
        slowest=round(slowest(tally.accepted_at, settled_at), 1),
        wait=round(tally.longest_wait, 1),
        charged_twice=len(twice),
        refused=dict(tally.refused.most_common()),
        restarted=[name for name, count in ended.items() if count > began.get(name, 0)],
        findings=tally.findings,
    )
