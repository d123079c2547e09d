"""Whether the time of a refused login tells if there is such a user."""

import statistics
import time
from uuid import uuid4

import aiohttp
import click

from bench import report
from bench.options import Options
from bench.stage import Stage, register

WARM_UP = 3
LOGINS = 50


async def measure(stage: Stage, _: Options) -> bool:
    """Print how long a wrong password takes for a known and an unknown email, asked in turn."""
    known, _token = await register(stage.session)
    for_known, for_unknown = list[float](), list[float]()
    for _n in range(WARM_UP + LOGINS):
        for_known.append(await _refused(stage.session, known))
        for_unknown.append(await _refused(stage.session, f"{uuid4().hex}@example.com"))
    report.logins(statistics.median(for_known[WARM_UP:]), statistics.median(for_unknown[WARM_UP:]), LOGINS)
    return True


async def _refused(session: aiohttp.ClientSession, email: str) -> float:
    begun = time.perf_counter()
    async with session.post("/auth/login", json={"email": email, "password": uuid4().hex}) as response:
        await response.read()
        if response.status != 401:
            raise click.ClickException(f"a wrong password was answered with {response.status}, not 401")
    return time.perf_counter() - begun
