"""Reading: GET /orders/:id of orders that have settled."""

import asyncio
from itertools import chain

from bench import report
from bench.options import Options
from bench.orders import place
from bench.stage import Stage
from bench.steady import steady_rounds
from bench.wire import prepared

ORDERS_OF_A_USER = 10


async def measure(stage: Stage, options: Options) -> bool:
    """Print how many orders are read a second; returns whether every answer was one."""
    of_each = await asyncio.gather(*(_of(stage, token) for token in stage.tokens))
    requests = list(chain.from_iterable(of_each))

    async def prepare() -> list[bytes]:
        return requests

    rounds = await steady_rounds(stage, prepare, expected=200, connections=options.connections, seconds=options.seconds)
    report.steady("Reads: GET /orders/:id through nginx", "read", rounds)
    return not any(r.others for r in rounds)


async def _of(stage: Stage, token: str) -> list[bytes]:
    """One user's requests: an order after the other, so that no service turns one away."""
    return [prepared("GET", f"/orders/{await place(stage, token)}", token) for _ in range(ORDERS_OF_A_USER)]
