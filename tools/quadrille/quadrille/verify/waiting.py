"""What waits within the services: events to be published, records to be handled, dead letters; by /health/detailed."""

import asyncio
from collections.abc import Iterator
from typing import Any

from quadrille.client import Client, Json
from quadrille.verify.verdict import Check

PUBLISHED = "everything that was said is published"
LATE_SECONDS = 5.0  # a relay that is at work publishes sooner
POLL_SECONDS = 0.3


async def until_quiet(client: Client, deadline: float) -> None:
    """Wait until nothing is on its way, or until `deadline` (the event loop's time), for something may always be."""
    while asyncio.get_running_loop().time() < deadline:
        details = [part for _, part in _details(await client.call("GET", "/health/detailed"))]
        if not any(part["lag"] or (part["relay"] or {}).get("backlog") for part in details):
            return
        await asyncio.sleep(POLL_SECONDS)


async def published(client: Client) -> tuple[Check, dict[str, int]]:
    """Whether the relays do their work, and how many dead letters wait, by service."""
    check, letters = Check(PUBLISHED), dict[str, int]()
    relays: dict[str, Json] = {}
    for service, part in _details(await client.call("GET", "/health/detailed")):
        letters[service] = max(letters.get(service, 0), part["deadLetters"] or 0)
        if part["relay"]:
            relays[service] = part["relay"]
    for service, relay in relays.items():
        if relay["oldestSeconds"] > LATE_SECONDS:
            check.holds, check.actual = False, check.actual + relay["backlog"]
            what = f"{relay['backlog']} events are not published, the oldest for {relay['oldestSeconds']:.0f} s"
            check.found.append((service, what))
    return check, {service: count for service, count in letters.items() if count}


def _details(health: Json) -> Iterator[tuple[str, dict[str, Any]]]:
    for service, replicas in health["services"].items():
        yield from ((service, replica["details"]) for replica in replicas if replica["details"])
