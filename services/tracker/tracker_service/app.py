"""The composition root: the parts of the tracker, put together in the order in which they start."""

from datetime import timedelta

import structlog
from aiokafka.errors import CommitFailedError
from common.database import Database
from common.errors import Transient
from common.migrations import beside
from common.openapi import serve_openapi
from common.participant import Participant
from common.runtime import Runtime

from tracker_service.growth import Growth
from tracker_service.http import ROUTES
from tracker_service.http.desk import DESK, Desk
from tracker_service.http.streams import Streams
from tracker_service.rebuild import rebuild
from tracker_service.replay import replay
from tracker_service.settings import Settings
from tracker_service.subscriptions import TOPICS, handle

log = structlog.get_logger(__name__)


async def main(runtime: Runtime) -> None:
    """Watch until a signal."""
    participant = _participant(runtime)

    def database() -> Database:
        if not runtime.ready:
            raise Transient("the tracker is starting or stopping")
        return participant.database

    settings, growth = Settings(), Growth()
    streams = Streams(growth, settings.trace_streams, most_of_a_user=settings.trace_streams_per_user)
    http = participant.http()
    http[DESK] = Desk(database, timedelta(seconds=settings.saga_stuck_seconds), streams)
    http.add_routes(ROUTES)
    serve_openapi(http, ROUTES)
    await runtime.serve(http)
    await participant.prepare(beside(__file__))
    runtime.spawn("growth of the log", growth.watch(participant.database))
    await participant.consume(growth.after(handle))
    runtime.on_stop(streams.close)  # before all else, for what they read goes away
    await runtime.until_signal()


async def rebuild_and_exit(runtime: Runtime) -> None:
    """Tell every saga anew from the event log."""
    participant = _participant(runtime)
    await participant.prepare(beside(__file__))
    log.info("rebuilt from the event log", sagas=await rebuild(participant.database))


async def replay_and_exit(runtime: Runtime) -> None:
    """Forget everything, so that the tracker reads every topic from its beginning when it next starts."""
    participant = _participant(runtime)
    await participant.prepare(beside(__file__))
    try:
        await replay(participant.settings, participant.database, participant.service)
    except CommitFailedError:
        raise SystemExit("A tracker is at work; stop it first. Nothing was changed.") from None
    log.info("set back to the beginning of every topic")


def _participant(runtime: Runtime) -> Participant:
    return Participant(runtime, TOPICS, speaks=False)
