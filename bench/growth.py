"""Whether sagas are as fast with very many orders behind as on an empty stack, and while the old ones are put away."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import uvloop
from common import inbox
from common.archive import archive
from common.database import Database
from common.settings import ServiceSettings

from bench import growth_report as report
from bench.compare_pair import round_on
from bench.databases import SERVICES, settings_of
from bench.environment import beside, emptied, put_away, running, scaled
from bench.load import Result, round_of
from bench.options import Options
from bench.recording import figures_of, record_of
from bench.seed import seed
from bench.stage import Stage, open_stage
from bench.watch import Watch

ROUNDS = 3  # of each number of clients on each stack, in turn, of which the median counts
TIDYING_CLIENTS, TIDYING_SECONDS = 20, 5.0
TIDYING: Mapping[str, Callable[[Database, ServiceSettings], Awaitable[int]]] = {
    "inbox pruned": lambda database, settings: inbox.prune(database, settings.inbox_keep_days),
    "events archived": lambda database, settings: archive(database, settings.archive_after_days),
}


def run(environment: Mapping[str, str], options: Options) -> bool:
    """Print sagas on an empty stack and on one with `options.orders` behind; returns whether every order settled.

    Both stacks are emptied before and after, and measured in turn: a machine that is slower by now is so for both.
    """
    empty, full = beside(environment, "empty", 40), beside(environment, "behind", 80)
    with put_away() as parts:
        for place in (empty, full):
            parts.enter_context(emptied(place))
            parts.enter_context(running(place, scaled(*options.scale.items())))
        return uvloop.run(_measure(empty, full, options))


async def _measure(empty: Mapping[str, str], full: Mapping[str, str], options: Options) -> bool:
    async with (
        open_stage(empty) as nothing,
        open_stage(full) as behind,
        Watch(nothing.brokers) as watch,
        Watch(behind.brokers) as watch_behind,
    ):
        start = time.perf_counter()
        rows = await seed(behind, options.orders)
        report.seeded(options.orders, rows, time.perf_counter() - start)
        results = await _in_turn([(nothing, watch), (behind, watch_behind)], options)
        report.compared(options.orders, *results)
        record_of("growth", options, {"orders": options.orders, "rounds": _figures(*results)})
        meanwhile = await _tidy(behind, watch_behind, options) if options.tidy else ()
    return not any(result.unsettled for result in (*results[0], *results[1], *meanwhile))


async def _in_turn(stages: Sequence[tuple[Stage, Watch]], options: Options) -> list[list[Result]]:
    """For each stage the median round of each number of clients."""
    for stage in stages:
        await round_on(*stage, 10, 3.0, options.declined)  # warms everything up
    results: list[list[Result]] = [[] for _ in stages]
    for clients in options.clients:
        rounds = [
            [await round_on(*stage, clients, options.seconds, options.declined) for stage in stages]
            for _ in range(ROUNDS)
        ]
        for of_stage, measured in zip(results, zip(*rounds, strict=True), strict=True):
            of_stage.append(sorted(measured, key=lambda each: each.rate)[ROUNDS // 2])
    return results


def _figures(empty: Sequence[Result], behind: Sequence[Result]) -> list[dict[str, Any]]:
    return [
        {
            "clients": before.concurrency,
            "empty": figures_of(before),
            "behind": figures_of(after),
            "ratio": after.rate / before.rate,
        }
        for before, after in zip(empty, behind, strict=True)
    ]


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
