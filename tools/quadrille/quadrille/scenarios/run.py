"""The scenarios from start to end: see who is there, play one after the other, judge, show."""

from collections.abc import Sequence

import aiohttp

from quadrille.client import ApiError, Client
from quadrille.scenarios.judge import Nodes, judge
from quadrille.scenarios.nodes import nodes_of
from quadrille.scenarios.play import play
from quadrille.scenarios.scenario import Scenario
from quadrille.scenarios.screen import Run, Screen
from quadrille.shop import Shop
from quadrille.verify.run import CannotVerify, verify


class CannotPlay(Exception):
    """The scenarios cannot be played; the message says why."""


async def run_scenarios(
    url: str, scenarios: Sequence[Scenario], tolerance: float, admin: tuple[str, str] | None
) -> list[str]:
    """Play against the gateway at `url`; returns what is off. Raises `CannotPlay`.

    `tolerance` is of a gateway's share; with the email and password of an `admin` every order is verified too.
    """
    there = await _who_is_there(url)
    runs = [Run(scenario) for scenario in scenarios]
    try:
        with Screen(runs) as screen:
            for run in runs:
                await _play(url, run)
                run.findings = judge(run.scenario, run.tally, there, tolerance)
                screen.ended(run)
        screen.table()
        wrong = await _verify(url, admin) if admin else []
    except (ApiError, aiohttp.ClientError, TimeoutError) as error:
        raise CannotPlay(f"{url} did not answer as it should: {error}") from error
    return [f"{run.scenario.name}: {finding}" for run in runs for finding in run.findings or ()] + wrong


async def _verify(url: str, admin: tuple[str, str]) -> list[str]:
    try:
        return (await verify(url, admin)).wrong()
    except CannotVerify as failure:
        raise CannotPlay(str(failure)) from failure


async def _play(url: str, run: Run) -> None:
    async with Client(url) as client:
        await client.register("scenario")
        await play(run.scenario, Shop(client), run.tally)


async def _who_is_there(url: str) -> Nodes:
    try:
        async with Client(url) as client:
            return await nodes_of(client)
    except (aiohttp.ClientConnectionError, TimeoutError) as error:
        raise CannotPlay(f"nothing answers at {url}; `make up` starts the local stack") from error
    except (ApiError, aiohttp.ClientError, LookupError, ValueError) as error:
        raise CannotPlay(f"what answers at {url} is not Quadrille's gateway: {error}") from error
