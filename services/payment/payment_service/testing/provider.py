"""A model of what every provider promises: one charge a key, and nothing kept under a voided key."""

from dataclasses import dataclass, field

from payment_service.commands import Approved, Declined, RecordCharge, RecordRefund, RecordVoid


@dataclass
class ModelProvider:
    """By attempt: what it charged, voided and gave back."""

    charged: set[int] = field(default_factory=set)
    voided: set[int] = field(default_factory=set)
    returned: set[int] = field(default_factory=set)

    def charge(self, attempt: int, *, approves: bool) -> RecordCharge | None:
        """Its answer; None under a voided key. `approves` says what it makes of a charge it has not seen before."""
        if attempt in self.voided:
            return None
        if attempt not in self.charged and not approves:
            return RecordCharge(attempt, Declined("card_declined"))
        self.charged.add(attempt)
        return RecordCharge(attempt, Approved(f"ch_{attempt}"))

    def void(self, attempt: int) -> RecordVoid:
        """Keep nothing, now or ever."""
        self.voided.add(attempt)
        if attempt not in self.charged:
            return RecordVoid(attempt, None, None)
        self.returned.add(attempt)
        return RecordVoid(attempt, f"ch_{attempt}", f"re_{attempt}")

    def refund(self, attempt: int) -> RecordRefund:
        """Give back what was charged."""
        assert attempt in self.charged, "a refund of what was never charged"
        self.returned.add(attempt)
        return RecordRefund(attempt, f"re_{attempt}")
