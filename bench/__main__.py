"""`make bench`: start a stack of its own, drive it, print what it did, stop it."""

import asyncio
import logging
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import aiohttp
import click
import uvloop

from bench import report
from bench.load import round_of
from bench.usage import usage
from bench.watch import Watch

ROOT = Path(__file__).resolve().parents[1]
USERS = 20


@click.command()
@click.option("--clients", default="1,20,50,200", show_default=True, help="Rounds: how many clients at once in each.")
@click.option("--seconds", default=10.0, show_default=True, help="Length of a round.")
@click.option("--declined", default=0.2, show_default=True, help="Share of orders whose card is declined.")
@click.option("--adapter", type=click.Choice(["inline", "http"]), default="inline", show_default=True)
@click.option("--keep", is_flag=True, help="Leave the stack running.")
def main(clients: str, seconds: float, declined: float, adapter: str, keep: bool) -> None:
    """Orders accepted and sagas settled a second, and how long a saga takes."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # a broker that is killed meanwhile shows in the figures
    environment = {
        **os.environ,
        "QUADRILLE_STACK_DIR": os.environ.get("QUADRILLE_STACK_DIR", str(ROOT / ".stack-bench")),
        "QUADRILLE_PORT_OFFSET": os.environ.get("QUADRILLE_PORT_OFFSET", "10000"),
        "PAYMENT_ADAPTER": adapter,
        "SUSPEND_AFTER_DECLINES": "1000000000",  # a few users stand for very many
    }
    _stack("up", environment)
    try:
        counts = [int(text) for text in clients.split(",")]
        unsettled = uvloop.run(_measure(environment, counts, seconds, declined))
    finally:
        if not keep:
            _stack("down", environment)
    sys.exit(1 if unsettled else 0)


async def _measure(environment: dict[str, str], counts: list[int], seconds: float, declined: float) -> int:
    home, offset = Path(environment["QUADRILLE_STACK_DIR"]), int(environment["QUADRILLE_PORT_OFFSET"])
    timeout = aiohttp.ClientTimeout(total=15)
    async with (
        aiohttp.ClientSession(
            f"http://127.0.0.1:{8090 + offset}", timeout=timeout, connector=aiohttp.TCPConnector(limit=0)
        ) as session,
        Watch(f"127.0.0.1:{9092 + offset}") as watch,
    ):
        tokens = [await _register(session) for _ in range(USERS)]
        await round_of(session, watch, tokens, clients=10, seconds=3.0, declined=declined)  # warms everything up
        results, best = [], (usage(home), usage(home), 1)
        for count in counts:
            before = usage(home)
            results.append(await round_of(session, watch, tokens, clients=count, seconds=seconds, declined=declined))
            if len(results[-1].settled) == max(len(r.settled) for r in results):
                best = (before, usage(home), len(results[-1].settled))
        await asyncio.sleep(1)
    report.rounds(results)
    report.processes(*best)
    return sum(len(result.unsettled) for result in results)


async def _register(session: aiohttp.ClientSession) -> str:
    body = {"email": f"{uuid4().hex}@example.com", "password": uuid4().hex, "firstName": "Bench", "lastName": "User"}
    async with session.post("/auth/register", json=body) as response:
        response.raise_for_status()
        return str((await response.json())["accessToken"])


def _stack(command: str, environment: dict[str, str]) -> None:
    code = subprocess.run([sys.executable, "-m", "stack", command], env=environment, check=False).returncode
    if code:
        sys.exit(code)  # the stack has said why


if __name__ == "__main__":
    main()
