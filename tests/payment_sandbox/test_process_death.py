"""The payment sandbox as a process: what it answered outlives a kill, and SIGTERM ends it whatever it holds."""

import asyncio
import itertools
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp.test_utils import unused_port
from payment_sandbox.testing import Sandbox


async def test_every_answered_charge_is_found_again_after_a_kill(tmp_path: Path) -> None:
    answered: dict[str, str] = {}
    keys = (f"key-{number}" for number in itertools.count())

    async def charge_until_killed(sandbox: Sandbox) -> None:
        for key in keys:
            try:
                answered[key] = (await sandbox.charge(key, order_id=key)).body["id"]
            except aiohttp.ClientConnectionError:
                return

    async with _process(tmp_path) as (sandbox, process):
        charging = [asyncio.create_task(charge_until_killed(sandbox)) for _ in range(16)]
        while len(answered) < 300:
            await asyncio.sleep(0.01)
        process.kill()
        await asyncio.gather(*charging)

    async with _process(tmp_path) as (sandbox, _):
        again = {key: await sandbox.charge(key, order_id=key) for key in answered}
        assert {key: reply.body["id"] for key, reply in again.items()} == answered
        assert all(reply.replayed for reply in again.values())
        assert (await sandbox.get("/v1/summary")).body["ordersChargedTwice"] == []


async def test_sigterm_ends_the_process_cleanly_though_it_holds_requests(tmp_path: Path) -> None:
    async with _process(tmp_path) as (sandbox, process):
        methods = ("card_slow", "card_timeout", "provider_down")
        held = [asyncio.create_task(sandbox.charge(method, method)) for method in methods]
        while not (await sandbox.get("/v1/charges")).body["items"]:
            await asyncio.sleep(0.01)
        process.send_signal(signal.SIGTERM)

        assert await process.wait() == 0
        ends = await asyncio.gather(*held, return_exceptions=True)
        assert all(isinstance(end, aiohttp.ClientConnectionError) for end in ends)


@asynccontextmanager
async def _process(folder: Path) -> AsyncIterator[tuple[Sandbox, asyncio.subprocess.Process]]:
    """Run the sandbox until the block ends, on the same record each time."""
    port = unused_port()
    environment = {
        "SANDBOX_DATA_FILE": str(folder / "record.sqlite3"),
        "HTTP_PORT": str(port),
        "SANDBOX_SLOW_SECONDS": "600",
        "SANDBOX_LOST_SECONDS": "600",
    }
    with (folder / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "payment_sandbox"), env={**os.environ, **environment}, stdout=log
        )
    async with aiohttp.ClientSession() as session:
        sandbox = Sandbox(session, f"http://127.0.0.1:{port}")
        try:
            await _ready(sandbox)
            yield sandbox, process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def _ready(sandbox: Sandbox) -> None:
    while True:
        try:
            if (await sandbox.get("/ready")).status == 200:
                return
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.05)
