"""What becomes of orders that come at half of what the stack can do, and at twice as much."""

import asyncio
from functools import partial

from bench import open_report as report
from bench.arrivals import arrive
from bench.load import Result, round_of
from bench.options import Options
from bench.outcome import Outcome, outcome_of
from bench.recording import figures_of, record_of
from bench.stage import Stage
from bench.watch import Watch

ROUNDS = 3  # at the best number of clients, of which the median is the peak
SHARES = {"half": 0.5, "twice": 2.0}


async def measure(stage: Stage, options: Options) -> bool:
    """Find the peak by a closed loop, then offer shares of it; returns whether every order settled or was refused."""
    async with Watch(stage.brokers) as watch:
        await round_of(stage, watch, clients=10, seconds=3.0, declined=options.declined)  # warms everything up
        peaks = await _peaks(stage, watch, options)
        peak = sorted(peaks, key=lambda each: each.rate)[ROUNDS // 2]
        outcomes = {name: await _offer(stage, watch, options, share * peak.rate) for name, share in SHARES.items()}
    report.compared(peak, outcomes)
    figures = {name: outcome.figures(peak.rate) for name, outcome in outcomes.items()}
    record_of("open", options, {"peak": {**figures_of(peak), "rates": [each.rate for each in peaks]}, **figures})
    return not any(outcome.lost for outcome in outcomes.values())


async def _peaks(stage: Stage, watch: Watch, options: Options) -> list[Result]:
    """Rounds of the number of clients that settles most in a round of each."""
    load = partial(round_of, stage, watch, seconds=options.seconds, declined=options.declined)
    best = max([await load(clients=clients) for clients in options.clients], key=lambda each: each.rate)
    return [await load(clients=best.concurrency) for _ in range(ROUNDS)]


async def _offer(stage: Stage, watch: Watch, options: Options, rate: float) -> Outcome:
    await asyncio.sleep(1)  # the tracker may have some to tell yet
    arrivals = await arrive(stage, watch, rate=rate, seconds=options.seconds, declined=options.declined)
    return outcome_of(arrivals, watch, rate, options.seconds)
