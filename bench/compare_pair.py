"""What two stacks did in the same rounds, and how far apart that is."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.load import Result, round_of
from bench.orders import DECLINED
from bench.stage import Stage
from bench.usage import OURSELVES, cpu
from bench.watch import Watch


@dataclass(frozen=True)
class Ratio:
    """New over base, round by round: each round's two were measured seconds apart."""

    rounds: Sequence[float]

    @property
    def median(self) -> float:
        """The middle one, which one odd round does not move."""
        return statistics.median(self.rounds)

    @property
    def least(self) -> float:
        """Of all rounds."""
        return min(self.rounds)

    @property
    def most(self) -> float:
        """Of all rounds."""
        return max(self.rounds)


@dataclass
class Pair:
    """All rounds of one number of clients, on either stack."""

    clients: int
    base: list[Result] = field(default_factory=list)
    new: list[Result] = field(default_factory=list)

    def add(self, base: Result, new: Result) -> None:
        """One more round."""
        self.base.append(base)
        self.new.append(new)

    @property
    def rate(self) -> Ratio:
        """Of sagas settled a second: more is better."""
        return Ratio([rate(new) / rate(base) for base, new in self._rounds])

    @property
    def time(self) -> Ratio:
        """Of the median seconds of a saga: less is better."""
        return Ratio([middle(new) / middle(base) for base, new in self._rounds])

    @property
    def cost(self) -> Ratio:
        """Of the CPU that a saga takes, of all processes of the stack: less is better."""
        return Ratio([cost(new) / cost(base) for base, new in self._rounds])

    @property
    def _rounds(self) -> list[tuple[Result, Result]]:
        return list(zip(self.base, self.new, strict=True))


def rate(result: Result) -> float:
    """Sagas settled a second; next to nothing when none did."""
    return max(len(result.settled), 1e-3) / result.seconds


def middle(result: Result) -> float:
    """The median seconds of a saga; infinite when none settled."""
    return statistics.median(result.settled) if result.settled else float("inf")


def cost(result: Result) -> float:
    """CPU seconds of the stack for a saga."""
    return result.cpu / max(len(result.settled), 1e-3)


async def both_on(sides: Sequence[tuple[Stage, Watch]], pair: Pair, seconds: float, *, base_first: bool) -> None:
    """A round of each; who is first is to change, so that a machine that gets slower is no advantage."""
    base, new = sides
    results = [await round_on(*side, pair.clients, seconds) for side in ((base, new) if base_first else (new, base))]
    pair.add(*(results if base_first else reversed(results)))


async def round_on(stage: Stage, watch: Watch, clients: int, seconds: float, declined: float = DECLINED) -> Result:
    """A round of the load, and what CPU the stack took for it."""
    before = _cpu(stage)
    result = await round_of(stage, watch, clients=clients, seconds=seconds, declined=declined)
    result.cpu = _cpu(stage) - before
    return result


def _cpu(stage: Stage) -> float:
    return sum(seconds for name, seconds in cpu(stage.home).items() if name != OURSELVES)
