"""Whole sagas: POST /orders until the order topic says that it has settled."""

import asyncio

from bench import report
from bench.load import Result, round_of
from bench.options import Options
from bench.peaks import peaks_of
from bench.recording import figures_of, record_of
from bench.stage import Stage
from bench.usage import cpu
from bench.watch import Watch


async def measure(stage: Stage, options: Options) -> bool:
    """Print a round for each number of clients; returns whether every order settled."""
    async with Watch(stage.brokers) as watch:
        await round_of(stage, watch, clients=10, seconds=3.0, declined=options.declined)  # warms everything up
        rounds = [await _round(stage, watch, options, clients) for clients in options.clients]
        best, spent = max(rounds, key=lambda each: each[0].rate)
        async with peaks_of(stage.home) as peaks:
            watched, _ = await _round(stage, watch, options, best.concurrency)
    results = [result for result, _ in rounds]
    report.rounds(results)
    report.processes(spent, peaks.each, len(best.settled), each="saga")
    report.whole(peaks)
    each_saga = {name: 1000 * seconds / len(best.settled) for name, seconds in spent.items()}
    record_of("sagas", options, {"rounds": [figures_of(result) for result in results], "cpuMsPerSaga": each_saga})
    memory = {"unsettled": len(watched.unsettled), "peakMb": peaks.each, "wholeMb": peaks.whole}
    record_of("memory", options, {"clients": best.concurrency, **memory})
    return not any(result.unsettled for result in (*results, watched))


async def _round(stage: Stage, watch: Watch, options: Options, clients: int) -> tuple[Result, dict[str, float]]:
    """The round, and the CPU seconds that each process took in it."""
    before = cpu(stage.home)
    result = await round_of(stage, watch, clients=clients, seconds=options.seconds, declined=options.declined)
    spent = {name: seconds - before.get(name, 0.0) for name, seconds in cpu(stage.home).items()}
    await asyncio.sleep(1)  # the tracker may have some to tell yet
    return result, spent
