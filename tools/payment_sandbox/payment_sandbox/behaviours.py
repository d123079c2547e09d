"""What each test value of `paymentMethod` does, as one table."""

from dataclasses import dataclass

from payment_sandbox.problems import Problem


@dataclass(frozen=True)
class Behaviour:
    """How the provider treats a payment method; the default is to do at once what is asked."""

    declined_because: str | None = None  # 402, for good, its code the payment method itself
    charge_unavailable: int = 0  # so many requests of a key are answered 503 first
    refund_unavailable: int = 0  # the same, for refunds of its charges and for voids that must refund
    slow: bool = False  # waits before it decides
    loses_answer: bool = False  # charges, then drops the connection instead of answering
    never_answers: bool = False  # holds the connection, charges nothing


BEHAVIOURS = {
    "card_ok": Behaviour(),
    "card_declined": Behaviour(declined_because="The card was declined."),
    "card_insufficient_funds": Behaviour(declined_because="The card has insufficient funds."),
    "card_slow": Behaviour(slow=True),
    "card_flaky": Behaviour(charge_unavailable=2),
    "card_timeout": Behaviour(loses_answer=True),
    "card_refund_flaky": Behaviour(refund_unavailable=2),
    "provider_down": Behaviour(never_answers=True),
}


def behaviour_of(payment_method: str) -> Behaviour:
    """Raise Problem 422 UNKNOWN_PAYMENT_METHOD for a value that is not in the table."""
    try:
        return BEHAVIOURS[payment_method]
    except KeyError:
        known = ", ".join(BEHAVIOURS)
        detail = f"{payment_method!r} is not a payment method; known are {known}"
        raise Problem(422, "UNKNOWN_PAYMENT_METHOD", detail) from None


def refuse_while_unavailable(attempts: int, unavailable: int) -> None:
    """Raise Problem 503 for the first `unavailable` attempts of a key."""
    if attempts <= unavailable:
        detail = f"attempt {attempts} fails on purpose, as do the first {unavailable}; try again"
        raise Problem(503, "PROVIDER_UNAVAILABLE", detail)
