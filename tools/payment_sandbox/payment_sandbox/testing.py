"""A sandbox run inside a test, with a client to it: the real application on a real port and file."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import ClientResponse, ClientSession, web

from payment_sandbox.app import create_app
from payment_sandbox.settings import Settings


@dataclass(frozen=True)
class Reply:
    """What came back: the HTTP status, the JSON document and whether it was said to be a replay."""

    status: int
    body: dict[str, Any]
    replayed: bool


class Sandbox:
    """A client; every call raises aiohttp.ClientConnectionError if the connection is dropped."""

    def __init__(self, session: ClientSession, url: str) -> None:
        self._session = session
        self.url = url

    async def charge(
        self,
        key: str,
        payment_method: str = "card_ok",
        *,
        order_id: str = "order-1",
        amount: object = "12.50",
        currency: str = "EUR",
    ) -> Reply:
        body = {
            "orderId": order_id,
            "amount": amount,
            "currency": currency,
            "paymentMethod": payment_method,
        }
        return await self.post("/v1/charges", body, {"Idempotency-Key": key})

    async def refund(self, key: str, charge_id: str, amount: str = "12.50") -> Reply:
        body = {"chargeId": charge_id, "amount": amount}
        return await self.post("/v1/refunds", body, {"Idempotency-Key": key})

    async def void(self, key: str) -> Reply:
        return await self.post(f"/v1/charges/{quote(key, safe='')}/void", {}, {})

    async def post(self, path: str, body: object, headers: Mapping[str, str]) -> Reply:
        return await _reply(await self._session.post(self.url + path, json=body, headers=headers))

    async def get(self, path: str, **query: str) -> Reply:
        return await _reply(await self._session.get(self.url + path, params=query))


async def _reply(response: ClientResponse) -> Reply:
    body = await response.json(content_type=None)
    return Reply(response.status, body, "Idempotency-Replayed" in response.headers)


@asynccontextmanager
async def running_sandbox(data_file: Path, **settings: float) -> AsyncIterator[Sandbox]:
    """Serve `data_file` until the block ends; `settings` are fields of Settings, such as the waits."""
    app = create_app(Settings.model_validate({"sandbox_data_file": data_file, **settings}))
    # Not aiohttp's TestServer: it cancels a handler whose caller has gone, as no real provider would.
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    async with ClientSession() as session:
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            host, port = runner.addresses[0][:2]
            yield Sandbox(session, f"http://{host}:{port}")
        finally:
            await runner.cleanup()
