"""Verifying from start to end: wait for quiet, go through every order, look again at those that were in flight."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import aiohttp

from quadrille.client import ApiError, Client, Json
from quadrille.verify.verdict import Verdict, add_up
from quadrille.verify.waiting import published, until_quiet

PATIENCE_SECONDS = 60.0  # a payment's deadline of 30 s, and what has to be given back after it
QUIET_SECONDS = 10.0
AGAIN_SECONDS = 1.0

Progress = Callable[[int, int | None], None]  # orders checked, of how many


class CannotVerify(Exception):
    """The system cannot be asked; the message says why."""


@dataclass(frozen=True)
class Part:
    """An answer of GET /invariants, and what it was asked with."""

    after: str | None
    answer: Json


async def verify(
    url: str, admin: tuple[str, str], *, patience: float = PATIENCE_SECONDS, progress: Progress = lambda *_: None
) -> Verdict:
    """Everything, as the administrator with that email and password. Raises `CannotVerify`.

    What is in flight is waited for, `patience` seconds at most in all; then it is told as not settled.
    """
    try:
        async with Client(url) as client:
            await client.login(*admin)
            return await _verify(client, patience, progress)
    except (aiohttp.ClientConnectionError, TimeoutError) as error:
        raise CannotVerify(f"nothing answers at {url}; `make up` starts the local stack") from error
    except (ApiError, aiohttp.ClientError, ValueError) as error:
        raise CannotVerify(f"{url} did not answer as it should: {error}") from error


async def _verify(client: Client, patience: float, progress: Progress) -> Verdict:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    deadline = begun + patience
    await until_quiet(client, begun + min(patience, QUIET_SECONDS))
    parts: list[Part] = []
    async for part in _ask(client, None, None, deadline):
        parts.append(part)
        progress(_checked(parts), parts[0].answer["orders"])
    while any(part.answer["inFlight"] for part in parts) and loop.time() < deadline:
        await asyncio.sleep(AGAIN_SECONDS)
        parts = await _again(client, parts, deadline)
    relays, letters = await published(client)
    checks = [*add_up(part.answer for part in parts), relays]
    in_flight = sum(part.answer["inFlight"] for part in parts)
    return Verdict(checks, _checked(parts), in_flight, loop.time() - begun, letters)


async def _ask(client: Client, after: str | None, up_to: str | None, deadline: float) -> AsyncIterator[Part]:
    """Answer after answer, as far as there are orders."""
    while True:
        ends = "&".join(f"{name}={value}" for name, value in (("after", after), ("upTo", up_to)) if value)
        answer = await _get(client, f"/invariants?{ends}", deadline)
        yield Part(after, answer)
        if answer["next"] is None:
            return
        after = answer["next"]


async def _again(client: Client, parts: list[Part], deadline: float) -> list[Part]:
    """What had orders in flight anew, and the first for its sums; what was placed since is left to the next time."""
    asked: list[Part] = []
    for number, part in enumerate(parts):
        up_to = part.answer["upTo"]
        if up_to is None or (number and not part.answer["inFlight"]):
            asked.append(part)
        else:
            asked += [new async for new in _ask(client, part.after, up_to, deadline)]
    return asked


async def _get(client: Client, path: str, deadline: float) -> Json:
    """While a service is away there is no answer: ask again until `deadline`."""
    while True:
        try:
            return await client.call("GET", path)
        except ApiError as error:
            if error.status not in (429, 503) or asyncio.get_running_loop().time() > deadline:
                raise
        await asyncio.sleep(AGAIN_SECONDS)


def _checked(parts: list[Part]) -> int:
    return int(sum(part.answer["checked"] for part in parts))
