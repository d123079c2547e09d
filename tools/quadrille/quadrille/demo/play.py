"""Playing one scene: place the order, watch its events come in, cancel it where the scene says so."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from quadrille.client import ApiError, Client, Json
from quadrille.demo.scenes import Scene

POLL_SECONDS = 0.1
PATIENCE_SECONDS = 30.0


@dataclass
class Story:
    """A scene as it goes: the events seen so far, in causal order, and how it ended."""

    scene: Scene
    order: Json = field(default_factory=dict)
    events: list[Json] = field(default_factory=list)
    status: str = "…"
    refused: str | None = None
    violations: list[Json] = field(default_factory=list)

    @property
    def ended(self) -> bool:
        """Whether nothing more is to come."""
        return self.status == self.scene.ends

    def lines(self) -> list[tuple[float, str, str]]:
        """(milliseconds since the order was placed, node, event type) for each event."""
        times = [datetime.fromisoformat(event["time"]) for event in self.events]
        start = min(times, default=datetime.min)
        return [
            ((time - start).total_seconds() * 1000, event["node"], event["type"])
            for time, event in zip(times, self.events, strict=True)
        ]

    def wrong(self) -> str | None:
        """What differs from what the scene promises, if anything."""
        if not self.ended:
            return f"“{self.scene.title}” is {self.status}, not {self.scene.ends}"
        missing = set(self.scene.says) - {event["type"] for event in self.events}
        if missing:
            return f"“{self.scene.title}” never said {', '.join(sorted(missing))}"
        return f"“{self.scene.title}” broke the protocol: {self.violations}" if self.violations else None

    def kept(self) -> Decimal:
        """What the customer should have paid for it in the end."""
        return Decimal(str(self.order["totalAmount"])) if self.scene.is_kept else Decimal(0)


async def place(client: Client, scene: Scene, suffix: str) -> Story:
    """Place the scene's order; products get a suffix, so that no earlier run has them locked."""
    item = {
        "productId": f"{scene.product}-{suffix}",
        "productName": scene.product,
        "quantity": scene.quantity,
        "price": scene.price,
    }
    body = {"items": [item], "shippingAddress": "1 Dance Hall Lane", "paymentMethod": scene.payment_method}
    story = Story(scene)
    try:
        story.order = await client.call("POST", "/orders", body)
    except ApiError as error:
        if error.code != "DUPLICATE_ORDER":
            raise
        story.status, story.refused = "REFUSED", str(error)
    return story


async def follow(client: Client, story: Story) -> None:
    """Watch a story until it ends, or patience does."""
    loop = asyncio.get_running_loop()
    deadline, cancelled = loop.time() + PATIENCE_SECONDS, not story.scene.cancel_when_completed
    while story.refused is None and loop.time() < deadline:
        await _look(client, story)
        if story.ended and cancelled:
            return
        if story.status == "COMPLETED" and not cancelled:
            cancelled = True
            await client.call("DELETE", f"/orders/{story.order['id']}")
        await asyncio.sleep(POLL_SECONDS)


async def _look(client: Client, story: Story) -> None:
    try:
        # Each order of the demo has a correlation id of its own, so its status is the saga's. It is asked for first, so
        # that the events are never behind it.
        saga = await client.call("GET", f"/saga/status/{story.order['correlationId']}")
        trace = await client.call("GET", f"/trace/order/{story.order['id']}")
    except ApiError as error:
        if error.status == 404:
            return  # the tracker has not seen it yet
        raise
    story.events, story.status, story.violations = trace["events"], saga["status"], saga["violations"]
