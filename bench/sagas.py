"""Whole sagas: POST /orders until the order topic says that it has settled."""

import asyncio

from bench import report
from bench.load import round_of
from bench.options import Options
from bench.stage import Stage
from bench.usage import usage
from bench.watch import Watch


async def measure(stage: Stage, options: Options) -> bool:
    """Print a round for each number of clients; returns whether every order settled."""
    async with Watch(stage.brokers) as watch:
        await round_of(stage, watch, clients=10, seconds=3.0, declined=options.declined)  # warms everything up
        results, best = [], (usage(stage.home), usage(stage.home), 1)
        for count in options.clients:
            before = usage(stage.home)
            results.append(
                await round_of(stage, watch, clients=count, seconds=options.seconds, declined=options.declined)
            )
            if len(results[-1].settled) == max(len(r.settled) for r in results):
                best = (before, usage(stage.home), len(results[-1].settled))
        await asyncio.sleep(1)
    report.rounds(results)
    report.processes(*best, each="saga")
    return not any(result.unsettled for result in results)
