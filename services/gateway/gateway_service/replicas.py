"""The processes of a service: asked in turn, and what can go wrong with one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from common.errors import Transient

from gateway_service.pool import Pool

SKIP_SECONDS = 1.0
SILENT_SECONDS = 5.0  # longer than a request may take


class Away(Transient):
    """A service did not answer; unless it could not be reached, it may have done what it was asked."""


@dataclass(slots=True)
class Replica:
    """One process of a service; `skipped_until` is in the event loop's time."""

    url: str
    pool: Pool
    skipped_until: float = 0.0
    silent: bool = False

    def skip(self, now: float) -> None:
        """Make it the last resort for a while."""
        self.skipped_until = now + SKIP_SECONDS

    def fall_silent(self, now: float) -> None:
        """It was asked and said nothing in time: each request to it costs a client all its patience."""
        self.silent, self.skipped_until = True, now + SILENT_SECONDS

    def answered(self) -> None:
        """It is there."""
        if self.silent:
            self.silent, self.skipped_until = False, 0.0


class Replicas:
    """All replicas of a service."""

    def __init__(self, urls: Sequence[str]) -> None:
        self._replicas = [Replica(url, Pool(url)) for url in urls]
        self._turn = 0

    def __iter__(self) -> Iterator[Replica]:
        return iter(self._replicas)

    def in_turn(self, now: float, *, again: bool) -> list[Replica]:
        """Every replica once, those to be skipped as the last resort.

        With `again` the first comes twice, for a kept connection may turn out to be closed. Of one that was silent one
        request at a time finds out whether it is back.
        """
        self._turn = (self._turn + 1) % len(self._replicas)
        turn = self._replicas[self._turn :] + self._replicas[: self._turn]
        turn.sort(key=lambda replica: replica.skipped_until > now)
        if turn[0].silent:
            turn[0].fall_silent(now)
        return [*turn, turn[0]] if again else turn
