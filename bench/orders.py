"""Orders as the load places them."""

from typing import Any
from uuid import uuid4

from bench.stage import Stage


def body_of(product: str, method: str = "card_ok") -> dict[str, Any]:
    """One piece of a product, for 10.00."""
    item = {"productId": product, "productName": "bench", "quantity": 1, "price": "10.00"}
    return {"items": [item], "shippingAddress": "loopback", "paymentMethod": method}


def headers_of(token: str) -> dict[str, str]:
    """What a user sends along."""
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}


async def place(stage: Stage, token: str, product: str | None = None) -> str:
    """Place an order, of a new product unless named; returns its id."""
    body = body_of(product or str(uuid4()))
    async with stage.session.post("/orders", json=body, headers=headers_of(token)) as response:
        response.raise_for_status()
        return str((await response.json())["id"])
