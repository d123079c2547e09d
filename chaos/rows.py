"""Every row there is, in the order in which they are played."""

import asyncio
from functools import partial

from chaos.clock import jump
from chaos.disk import fill
from chaos.processes import freeze, freeze_leader, gone, kill, kill_supervisor, restart
from chaos.row import Row
from chaos.scene import Scene
from chaos.storm import storm

KILLED = (
    *("order-1", "order-2", "payment-1", "payment-2", "auth-1", "tracker-1", "gateway-1", "nginx"),
    *("payment-sandbox", "kafka", "postgres", "redis"),
)
CUT_SECONDS, SILENT_SECONDS = 5.0, 15.0


async def cut(scene: Scene, server: str) -> None:
    """Between the services and a server: connections reset and refused for 5 s, then black for 15 s."""
    async with scene.detours[server].cut():
        await asyncio.sleep(CUT_SECONDS)
    await asyncio.sleep(CUT_SECONDS)
    async with scene.detours[server].silent():
        await asyncio.sleep(SILENT_SECONDS)


ROWS = [
    *(Row(f"kill {name}", partial(kill, name=name)) for name in KILLED),
    Row("kill supervisor", kill_supervisor),
    *(Row(f"freeze relaying {kind}", partial(freeze_leader, kind=kind)) for kind in ("order", "payment")),
    *(Row(f"freeze {name}", partial(freeze, name=name)) for name in ("tracker-1", "kafka", "postgres", "redis")),
    *(Row(f"restart {name}", partial(restart, name=name)) for name in ("kafka", "postgres")),
    Row("redis gone", partial(gone, name="redis")),
    Row("rebalance storm", storm),
    Row("disk full", fill),
    *(Row(f"clock of {name}", partial(jump, name=name)) for name in ("order-1", "payment-1", "tracker-1")),
    *(Row(f"cut {server}", partial(cut, server=server)) for server in ("kafka", "postgres", "redis")),
    Row("cut provider", partial(cut, server="payment-sandbox")),
]
