"""Whether money and orders agree, as an administrator may ask."""

import asyncio

from quadrille.client import Client

PATIENCE_SECONDS = 15.0
POLL_SECONDS = 0.5


async def what_does_not_hold(client: Client) -> list[str]:
    """The invariants that do not hold, even after a while: with orders in flight they may not for a moment."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE_SECONDS
    while True:
        answer = await client.call("GET", "/invariants")
        broken = [check for check in answer["checks"] if not check["holds"]]
        if not broken or loop.time() > deadline:
            return [f"invariant {check['name']}: {check['actual']}, not {check['expected']}" for check in broken]
        await asyncio.sleep(POLL_SECONDS)
