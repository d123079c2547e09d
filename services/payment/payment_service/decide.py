"""The payment's rules, pure: take the money once, and keep nothing of an order that is off."""

from typing import Any

from common.contracts import (
    Event,
    PaymentCompleted,
    PaymentFailed,
    PaymentRefunded,
    PaymentRefundRequested,
    PaymentRequested,
    PaymentVoided,
    PaymentVoidRequested,
)
from common.contracts.payment import PASSING

from payment_service.commands import (
    Approved,
    Cancel,
    Charge,
    Command,
    RecordCharge,
    RecordRefund,
    RecordVoid,
    Silent,
    Verdict,
)
from payment_service.state import Attempt, Payment, Phase

FREE = "nothing-to-charge"  # the charge id of an order that costs nothing: no provider takes a charge of zero


def decide(command: Command, state: Payment) -> list[Event]:
    """What happens because of `command`; [] when it is true already. Payment refuses nobody: it reacts."""
    match command:
        case Charge(attempt=number):
            # An older attempt than one already seen is over: there is a next one because it was cancelled.
            return _charge(command) if number > max(state.attempts, default=0) else []
        case Cancel(attempt=number):
            return _cancel(command, state)
    attempt = state.attempts.get(command.attempt)
    if attempt is None:
        return []
    match command:
        case RecordCharge(verdict=verdict):
            return _charged(attempt, verdict)
        case RecordVoid(charge_id=charge_id, refund_id=refund_id):
            return _voided(attempt, charge_id, refund_id)
        case RecordRefund(refund_id=refund_id):
            return [_refunded(attempt, refund_id)] if attempt.phase is Phase.REFUNDING else []


def _charge(command: Charge) -> list[Event]:
    about = _about(command)
    verdict = command.verdict if command.amount else Approved(FREE)
    if isinstance(verdict, Silent):
        return []
    if verdict is None:
        return [PaymentRequested(**about, payment_method=command.payment_method)]
    return [_verdict(about, verdict)]


def _cancel(command: Cancel, state: Payment) -> list[Event]:
    """Every attempt up to the cancelled one; one that was not seen yet is voided, which means: never charge it."""
    said: list[Event] = []
    for number, attempt in sorted(state.attempts.items()):
        if number <= command.attempt:
            said += _return(attempt)
    if command.attempt not in state.attempts:
        said.append(PaymentVoided(**_about(command)))
    return said


def _return(attempt: Attempt) -> list[Event]:
    about = _about(attempt.last)
    match attempt.phase:
        case Phase.CHARGING:
            return [PaymentVoidRequested(**about)]
        case Phase.CHARGED if attempt.is_in_process:
            return [_refunded(attempt, f"inline-refund-{attempt.last.order_id}-{attempt.last.attempt}")]
        case Phase.CHARGED:
            return [PaymentRefundRequested(**about, charge_id=attempt.charge_id or "")]
    return []


def _charged(attempt: Attempt, verdict: Verdict) -> list[Event]:
    about = _about(attempt.last)
    match attempt.phase, verdict:
        case (Phase.CHARGING, _):
            return [_verdict(about, verdict)]
        case (Phase.VOIDING, Approved(charge_id)):  # the charge was quicker than the cancellation
            return [_verdict(about, verdict), PaymentRefundRequested(**about, charge_id=charge_id)]
        case (Phase.VOIDING, _):
            return [_verdict(about, verdict)]
    return []


def _voided(attempt: Attempt, charge_id: str | None, refund_id: str | None) -> list[Event]:
    about = _about(attempt.last)
    if attempt.phase is Phase.VOIDING and charge_id is None:
        return [PaymentVoided(**about)]
    if attempt.phase is Phase.VOIDING and charge_id is not None:
        refunded = PaymentRefunded(**about, charge_id=charge_id, refund_id=refund_id or "")
        return [PaymentCompleted(**about, charge_id=charge_id), refunded]
    if attempt.phase is Phase.REFUNDING and refund_id is not None:  # the charge's own answer came first
        return [_refunded(attempt, refund_id)]
    return []


def _verdict(about: dict[str, Any], verdict: Verdict) -> Event:
    if isinstance(verdict, Approved):
        return PaymentCompleted(**about, charge_id=verdict.charge_id)
    return PaymentFailed(**about, reason=verdict.reason, retryable=verdict.reason in PASSING)


def _refunded(attempt: Attempt, refund_id: str) -> PaymentRefunded:
    return PaymentRefunded(**_about(attempt.last), charge_id=attempt.charge_id or "", refund_id=refund_id)


def _about(source: Any) -> dict[str, Any]:
    """What every event of an attempt names, taken from a command or an earlier event of it."""
    return {name: getattr(source, name) for name in ("order_id", "user_id", "attempt", "amount", "currency")}
