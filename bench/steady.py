"""One kind of request over and over, on a fixed number of connections: rounds of it, and what each took."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import cycle

from bench.stage import Stage
from bench.usage import Usage, usage
from bench.wire import Answers, drive

ROUNDS = 3
WARM_UP_SECONDS = 2.0


@dataclass(frozen=True)
class Round:
    """What came back in one round, of which `expected` is the status, and what the processes had taken before and
    after it."""

    connections: int
    expected: int
    answers: Answers
    before: Usage
    after: Usage

    @property
    def rate(self) -> float:
        """Expected answers a second."""
        return self.answers.statuses[self.expected] / self.answers.seconds

    @property
    def others(self) -> dict[int, int]:
        """How many answers had another status, by status."""
        return {status: count for status, count in self.answers.statuses.items() if status != self.expected}


async def steady_rounds(
    stage: Stage, prepare: Callable[[], Awaitable[Sequence[bytes]]], *, expected: int, connections: int, seconds: float
) -> list[Round]:
    """Ask for what `prepare` prepares for each round, in turn, after a warm-up in which its sagas settle."""
    rounds = []
    for _ in range(ROUNDS):
        requests = cycle(await prepare())
        await drive(stage.nginx, requests, connections=connections, seconds=WARM_UP_SECONDS)
        before = usage(stage.home)
        answers = await drive(stage.nginx, requests, connections=connections, seconds=seconds)
        rounds.append(Round(connections, expected, answers, before, usage(stage.home)))
    return rounds
