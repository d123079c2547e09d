"""What order, payment, auth and tracker have in common: a database, topics, a relay, a consuming loop, HTTP."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import faust
from aiohttp import web

from common import metrics
from common.commands import Decider
from common.consume import ConsumingLoop, Handle
from common.contracts import Event, topic_of
from common.database import Database
from common.details import Ask, Details, broker, check_all, lag_of, relay_state, serve_details
from common.errors import Transient
from common.exposition import ask_at_scrape
from common.faust_app import faust_app, is_consuming
from common.housekeeping import keep_house
from common.http import application
from common.last_words import until_published
from common.migrations import KERNEL, migrate
from common.publisher import Publisher
from common.recovery import recover
from common.relay import Relay
from common.runtime import Runtime
from common.set_back import set_back
from common.topics import dead_letters_of, ensure_topics, retries_of, settled_of
from common.waiting import WaitingLetters

LAST_WORDS_SECONDS = 2.0


class Participant:
    """The parts of one service, put together in the order in which they can start."""

    def __init__(self, runtime: Runtime, reads: Sequence[str], *, speaks: bool = True) -> None:
        """`reads` names the topics consumed; `speaks` is False for a service that publishes no events."""
        self.runtime, self.settings, self.service = runtime, runtime.settings, runtime.service
        self.reads, self.speaks = list(reads), speaks
        self.publisher = Publisher(self.settings)
        self.database: Database
        self._faust: faust.App | None = None
        self._recover: Callable[[], Awaitable[None]] | None = None
        self._letters = WaitingLetters(self.settings, self.service)
        self._needs: dict[str, Ask] = {"broker": broker(self.settings)}

    def http(self) -> web.Application:
        """The service's HTTP application; ready once records flow."""
        app = application(self.settings.node_name, self._is_ready)
        serve_details(app, self._details)
        if self.speaks:
            ask_at_scrape(app, (metrics.RELAY_BACKLOG, metrics.RELAY_OLDEST), self._relay_figures)
        return app

    def needs(self, name: str, ask: Ask) -> None:
        """Tell in detail whether this answers too."""
        self._needs[name] = ask

    async def prepare(self, migrations: Path) -> None:
        """Connect and migrate the database and make sure of the topics, waiting for whatever is still away."""
        settings = self.settings
        self.database = await self.runtime.start(lambda: Database.connect(settings.dsn, settings.database_pool_size))
        self.runtime.on_stop(self.database.close)
        self.needs("database", lambda: self.database.fetch_one("SELECT 1"))
        metrics.show_pool(self.database)
        await self.runtime.start(lambda: migrate(self.database, KERNEL, migrations))
        own = [topic_of(self.service)] if self.speaks else []
        beside = (dead_letters_of(self.service), settled_of(self.service), retries_of(self.service))
        topics = {*own, *beside, *self.reads}
        await self.runtime.start(lambda: ensure_topics(settings, topics))
        self.runtime.on_stop(self.publisher.close)

    async def recover(self, decider: Decider[Any, Any]) -> None:
        """Before anything is decided: make up for what the event store, or the topic, has forgotten."""
        self.database.at_connect.append(decider.states.forget)
        self._recover = lambda: recover(self.settings, self.service, self.database, decider)
        await self.runtime.start(self._recover)

    def relay(self) -> None:
        """Publish what the event store holds. To be started before whoever speaks, and so to be stopped after."""
        publisher = Publisher(self.settings)
        self.runtime.on_stop(publisher.close)
        self.runtime.spawn("relay", Relay(self.settings, self.service, publisher, self._recover).run())
        self.runtime.on_stop(lambda: until_published(self.database, LAST_WORDS_SECONDS))

    async def consume(self, handle: Handle, wanted: Iterable[type[Event]] | None = None) -> None:
        """Handle the events of `reads`, and those replayed, each once: those whose types are `wanted`, or all."""
        loop = ConsumingLoop(
            self.service,
            self.database,
            self.publisher,
            handle,
            most=self.settings.consume_batch_size,
            wanted=None if wanted is None else {event.type for event in wanted},
        )
        self.runtime.spawn("housekeeping", keep_house(self.database, self.settings))
        self.runtime.spawn("waiting dead letters", self._letters.watch())
        self._faust = app = await self.runtime.start(lambda: self._started(loop))
        self.runtime.on_stop(app.stop)
        self.runtime.spawn("consuming", app.wait_until_stopped())  # it stops by itself only when it breaks

    async def _started(self, loop: ConsumingLoop) -> faust.App:
        topics = [*self.reads, retries_of(self.service)]
        positions = await set_back(self.settings, self.service, self.database, topics)
        app = faust_app(self.settings, self.service, topics, loop, positions)
        try:
            await app.start()
            while not is_consuming(app):
                if app.crashed:
                    raise Transient(f"Faust broke while starting: {app.crash_reason!r}")
                await asyncio.sleep(0.05)
        except BaseException:
            await app.stop()  # no app starts twice
            raise
        self.runtime.spawn("positions", positions.watch())
        for topic in topics:
            metrics.LAG.labels(topic).set_function(partial(lag_of, app, topic))
        return app

    async def _relay_figures(self) -> Sequence[float]:
        if "database" not in self._needs:
            raise Transient("the database is not connected yet")
        state = await relay_state(self.database)
        return state["backlog"], state["oldestSeconds"]

    async def _details(self) -> Details:
        checks = await check_all(self._needs)
        database = self.database if "database" in checks and checks["database"]["ok"] else None
        return {
            "node": self.settings.node_name,
            "ok": self._is_ready() and all(check["ok"] for check in checks.values()),
            "checks": checks,
            "lag": lag_of(self._faust) if self._faust else None,
            "deadLetters": self._letters.count,
            "relay": await relay_state(database) if database and self.speaks else None,
            "pool": database.pool if database else None,
        }

    def _is_ready(self) -> bool:
        return self.runtime.ready and (self._faust is None or is_consuming(self._faust))
