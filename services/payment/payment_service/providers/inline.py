"""The provider in process: the sandbox's test values, decided at once, in the consuming transaction."""

from uuid import UUID

from common.contracts import PaymentMethod

from payment_service.commands import Approved, Declined, Silent, Verdict

DECLINES = {"card_declined", "card_insufficient_funds"}


def verdict(method: PaymentMethod, order_id: UUID, attempt: int) -> Verdict | Silent:
    """What the test value stands for."""
    if method in DECLINES:
        return Declined(method)
    return Silent() if method == "provider_down" else Approved(f"inline-charge-{order_id}-{attempt}")


def ask_the_provider(method: PaymentMethod, order_id: UUID, attempt: int) -> None:
    """No verdict in process: the attempt is stored, and the provider asked outside the transaction."""
