"""The payment provider as a value: what it took and gave back under each attempt's key, and what it has answered.

The rules are those of tools/payment_sandbox: one key, one charge; a void closes its key, and returns what was charged.
"""

from collections.abc import Iterator
from typing import NamedTuple

from payment_service.commands import Approved, Command, Declined, RecordCharge, RecordRefund, RecordVoid

Answer = str  # one of ANSWERS
APPROVED, DECLINED, NEVER, RETURNED, REFUNDED = "approved", "declined", "never charged", "returned", "refunded"


class Account(NamedTuple):
    """What the provider has under one key. `answers` may each arrive late, any number of times, or never."""

    charged: bool = False
    declined: bool = False
    closed: bool = False
    returned: bool = False
    answers: frozenset[Answer] = frozenset()

    @property
    def keeps_money(self) -> bool:
        """Whether the customer's money is with the provider."""
        return self.charged and not self.returned

    def answered(self, answer: Answer) -> "Account":
        """The same, having answered that."""
        return self._replace(answers=self.answers | {answer})


def on_charge(account: Account) -> Iterator[tuple[str, Account]]:
    """A request to charge arrives, for the first time or again: how it may be answered, and what that leaves."""
    if account.closed:
        return  # refused, and whoever asks learns nothing
    if account.charged:
        yield "approves", account.answered(APPROVED)
    elif account.declined:
        yield "declines", account.answered(DECLINED)
    else:
        yield "approves", account._replace(charged=True).answered(APPROVED)
        yield "declines", account._replace(declined=True).answered(DECLINED)


def on_void(account: Account) -> Account:
    """A void arrives: what was charged is returned, what was not never will be."""
    if account.charged:
        return account._replace(closed=True, returned=True).answered(RETURNED)
    return account._replace(closed=True).answered(NEVER)


def on_refund(account: Account) -> Account:
    """A refund arrives: the money is back, be it by this or by an earlier void. What was never charged is refused."""
    return account._replace(returned=True).answered(REFUNDED) if account.charged else account


def recorded(attempt: int, answer: Answer) -> Command:
    """The command that records an answer."""
    charge_id, refund_id = f"ch_{attempt}", f"re_{attempt}"
    match answer:
        case "approved":
            return RecordCharge(attempt, Approved(charge_id))
        case "declined":
            return RecordCharge(attempt, Declined("card_declined"))
        case "never charged":
            return RecordVoid(attempt, None, None)
        case "returned":
            return RecordVoid(attempt, charge_id, refund_id)
    return RecordRefund(attempt, refund_id)
