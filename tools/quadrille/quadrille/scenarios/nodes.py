"""Which nodes there are: the gateways that answer in turn, and the order nodes that they know."""

import asyncio

from quadrille.client import Client
from quadrille.scenarios.judge import Nodes

ASKED = 24  # often enough that even a balancer that draws lots leaves none of a few gateways out


async def nodes_of(client: Client) -> Nodes:
    """Ask for the health of whatever answers; raises `ApiError`, `aiohttp.ClientError`."""
    answers = await asyncio.gather(*(client.call("GET", "/health") for _ in range(ASKED)))
    replicas = (await client.call("GET", "/health/detailed"))["services"]["order"]
    orders = {replica["details"]["node"] if replica["details"] else replica["replica"] for replica in replicas}
    return Nodes(gateways={answer["node"] for answer in answers}, orders=orders)
