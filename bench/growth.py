"""Whether sagas are as fast with very many orders behind as on an empty stack, and while the old ones are put away."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

from common import inbox
from common.archive import archive
from common.database import Database
from common.settings import ServiceSettings

from bench import growth_report as report
from bench.databases import SERVICES, settings_of
from bench.load import Result, round_of
from bench.options import Options
from bench.seed import seed
from bench.stage import Stage
from bench.usage import usage
from bench.watch import Watch

ROUNDS = 2  # of each number of clients, of which the better counts: the machine has other things to do as well
TIDYING_CLIENTS, TIDYING_SECONDS = 20, 5.0
TIDYING: Mapping[str, Callable[[Database, ServiceSettings], Awaitable[int]]] = {
    "inbox pruned": lambda database, settings: inbox.prune(database, settings.inbox_keep_days),
    "events archived": lambda database, settings: archive(database, settings.archive_after_days),
}


async def measure(stage: Stage, options: Options) -> bool:
    """Print sagas without and with `options.orders` behind; returns whether every order settled."""
    async with Watch(stage.brokers) as watch:
        before = await _rounds(stage, watch, options)
        start = time.perf_counter()
        rows = await seed(stage, options.orders)
        report.seeded(options.orders, rows, time.perf_counter() - start)
        after = await _rounds(stage, watch, options)
        report.compared(options.orders, before, after)
        meanwhile = await _tidy(stage, watch, options) if options.tidy else ()
    return not any(result.unsettled for result in (*before, *after, *meanwhile))


async def _rounds(stage: Stage, watch: Watch, options: Options) -> Sequence[Result]:
    async def one(clients: int, seconds: float) -> Result:
        before = _cpu(stage)
        result = await round_of(stage, watch, clients=clients, seconds=seconds, declined=options.declined)
        result.cpu = _cpu(stage) - before
        return result

    await one(10, 3.0)  # warms everything up
    results = [[await one(clients, options.seconds) for clients in options.clients] for _ in range(ROUNDS)]
    return [max(rounds, key=lambda round: len(round.settled)) for rounds in zip(*results, strict=True)]


def _cpu(stage: Stage) -> float:
    return sum(cpu for name, (cpu, _) in usage(stage.home).items() if name != "bench")


async def _tidy(stage: Stage, watch: Watch, options: Options) -> Sequence[Result]:
    """Prune and archive everything that was put behind, each service by itself, under load."""
    tidying, results = asyncio.create_task(_tidy_all(stage)), []
    while not tidying.done():
        results.append(
            await round_of(stage, watch, clients=TIDYING_CLIENTS, seconds=TIDYING_SECONDS, declined=options.declined)
        )
    report.tidied(await tidying, results)
    return results


async def _tidy_all(stage: Stage) -> list[report.Tidied]:
    return [
        each for done in await asyncio.gather(*(_tidy_one(stage, service) for service in SERVICES)) for each in done
    ]


async def _tidy_one(stage: Stage, service: str) -> list[report.Tidied]:
    settings, done = settings_of(stage, service), []
    database = await Database.connect(settings.dsn, 2)
    for what, work in TIDYING.items():
        start = time.perf_counter()
        rows = await work(database, settings)
        done.append(report.Tidied(f"{service}: {what}", rows, time.perf_counter() - start))
    await database.close()
    return done
