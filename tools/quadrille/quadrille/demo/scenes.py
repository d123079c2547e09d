"""What the demo plays: who orders what, and how each saga should end."""

from dataclasses import dataclass
from typing import Literal

End = Literal["COMPLETED", "COMPENSATED", "REFUSED"]


@dataclass(frozen=True)
class Scene:
    """One order, and how its saga should end; `says` are events it must contain."""

    title: str
    product: str
    price: str
    ends: End
    payment_method: str = "card_ok"
    quantity: int = 1
    says: tuple[str, ...] = ()
    cancel_when_completed: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether its money should still be there at the end."""
        return self.ends == "COMPLETED"


SCENES = (
    Scene("a good order", "chair", "129.00", "COMPLETED", says=("order.confirmed",)),
    Scene("another", "table", "349.90", "COMPLETED", says=("order.confirmed",)),
    Scene("a third, of four pieces", "lamp", "24.50", "COMPLETED", quantity=4, says=("order.confirmed",)),
    Scene(
        "the card is declined",
        "sofa",
        "899.00",
        "COMPENSATED",
        "card_declined",
        says=("payment.failed", "order.cancelled"),
    ),
    Scene("the same chair again, at once", "chair", "129.00", "REFUSED"),
    Scene(
        "cancelled after it was confirmed",
        "desk",
        "219.00",
        "COMPENSATED",
        says=("order.confirmed", "order.cancelled", "payment.refunded"),
        cancel_when_completed=True,
    ),
    Scene("the provider is slow", "shelf", "79.95", "COMPLETED", "card_slow", says=("order.confirmed",)),
    Scene("the provider's answer is lost", "rug", "149.00", "COMPLETED", "card_timeout", says=("order.confirmed",)),
)
