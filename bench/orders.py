"""Orders as the load places them."""

import json
import random
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from bench.stage import Stage
from bench.wire import prepared

DECLINED = 0.2  # of the cards, where nobody asks for another share
ANY = str(UUID(int=0))  # stands for a product that is not known yet


def body_of(product: str, method: str = "card_ok") -> dict[str, Any]:
    """One piece of a product, for 10.00."""
    item = {"productId": product, "productName": "bench", "quantity": 1, "price": "10.00"}
    return {"items": [item], "shippingAddress": "loopback", "paymentMethod": method}


def requests_of(token: str, declined: float) -> Iterator[bytes]:
    """POST /orders of one user, prepared, without end: each of a new product, a `declined` share of cards declined."""
    good, bad = _around_product(token, "card_ok"), _around_product(token, "card_declined")
    while True:
        before, after = bad if random.random() < declined else good
        yield b"%b%b%b" % (before, str(uuid4()).encode(), after)


async def place(stage: Stage, token: str, product: str | None = None) -> str:
    """Place an order, of a new product unless named; returns its id."""
    body, headers = body_of(product or str(uuid4())), {"Authorization": f"Bearer {token}"}
    async with stage.session.post("/orders", json=body, headers=headers) as response:
        response.raise_for_status()
        return str((await response.json())["id"])


def _around_product(token: str, method: str) -> tuple[bytes, bytes]:
    request = prepared("POST", "/orders", token, json.dumps(body_of(ANY, method)).encode())
    before, _, after = request.partition(ANY.encode())
    return before, after
