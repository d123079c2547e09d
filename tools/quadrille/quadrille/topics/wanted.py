"""Which records an operator wants to see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from quadrille.topics.moment import not_before
from quadrille.topics.seen import Seen


@dataclass(frozen=True)
class Wanted:
    """All conditions hold of a record that is wanted; `last` is how many of the newest, `follow` is what comes too."""

    order: UUID | None = None
    types: Collection[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    last: int | None = None
    follow: bool = True

    @property
    def whole(self) -> bool:
        """Whether no record of a time is left out for what it is."""
        return self.order is None and not self.types

    @property
    def begin(self) -> datetime | None:
        """Nothing before it need be read."""
        return self.since or (not_before(self.order) if self.order else None)

    @property
    def only_news(self) -> bool:
        """Whether nothing that is already written was asked for."""
        return self.follow and not (self.order or self.since or self.last)

    def allows(self, seen: Seen) -> bool:
        """Whether the record is one of them; what is no event is judged by its key and its header."""
        if self.until is not None and seen.written >= self.until:
            return False
        if self.types and seen.type not in self.types:
            return False
        return self.order is None or seen.stream == str(self.order) or self._names_order(seen)

    def _names_order(self, seen: Seen) -> bool:
        # Decoding is dear, and what does not name the id at all need not be.
        return str(self.order).encode() in (seen.record.value or b"") and seen.order_id == self.order
