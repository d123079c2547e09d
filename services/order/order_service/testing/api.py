"""Helps tests ask the service's own HTTP API."""

from typing import Any
from uuid import UUID

from aiohttp import web
from aiohttp.test_utils import TestClient
from common.ids import new_id

Client = TestClient[web.Request, web.Application]

ME = {"X-User-Id": str(UUID(int=2)), "X-Gateway": "gateway-2"}
OTHER = {"X-User-Id": str(UUID(int=7))}
ADMIN = {"X-User-Id": str(UUID(int=3)), "X-User-Role": "admin"}


def item(**changes: Any) -> dict[str, Any]:
    """One line of an order, of a product nobody else orders."""
    return {"productId": str(new_id()), "productName": "Tea", "quantity": 3, "price": 0.1, **changes}


def body(**changes: Any) -> dict[str, Any]:
    """What POST /orders takes."""
    return {"items": [item()], "shippingAddress": {"city": "Seoul"}, **changes}


async def ask(api: Client, method: str, path: str, who: dict[str, str] = ME, **options: Any) -> tuple[int, Any]:
    """The status of the answer, and its JSON."""
    async with api.request(method, path, headers=who, **options) as response:
        return response.status, await response.json(content_type=None)


async def place(api: Client, **changes: Any) -> dict[str, Any]:
    """An order that was taken, as it was answered."""
    status, order = await ask(api, "POST", "/orders", json=body(**changes))
    assert status == 201, order
    assert isinstance(order, dict)
    return order
