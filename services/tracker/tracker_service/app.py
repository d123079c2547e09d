"""The composition root: the parts of the tracker, put together in the order in which they start."""

from datetime import timedelta

from common.clock import now
from common.database import Database
from common.errors import Transient
from common.exposition import ask_at_scrape
from common.migrations import beside
from common.openapi import serve_openapi
from common.participant import Participant
from common.runtime import Runtime
from common.topics import retries_of

from tracker_service import metrics
from tracker_service.growth import Growth
from tracker_service.http import ROUTES
from tracker_service.http.desk import DESK, Desk
from tracker_service.http.streams import Streams
from tracker_service.rebuild import rebuild
from tracker_service.rebuilding import Progress
from tracker_service.settings import Settings
from tracker_service.subscriptions import TOPICS, handle
from tracker_service.troubles_view import counts


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
    stuck_after = timedelta(seconds=settings.saga_stuck_seconds)
    http[DESK] = Desk(database, stuck_after, streams)
    figures = (metrics.ACTIVE, metrics.STUCK, metrics.VIOLATING)
    ask_at_scrape(http, figures, lambda: counts(database(), now(), stuck_after))
    http.add_routes(ROUTES)
    serve_openapi(http, ROUTES)
    await runtime.serve(http)
    await participant.prepare(beside(__file__))
    runtime.spawn("growth of the log", growth.watch(participant.database))
    await participant.consume(growth.after(handle))
    runtime.on_stop(streams.close)  # before all else, for what they read goes away
    await runtime.until_signal()


async def rebuild_and_exit(runtime: Runtime) -> None:
    """Make the log and every story right, beside a tracker that may be at work. Exit code 1 when it is broken off."""
    participant = _participant(runtime)
    progress, topics = Progress(), (*TOPICS, retries_of(participant.service))
    try:
        await participant.prepare(beside(__file__))
        await runtime.start(lambda: rebuild(participant.settings, participant.database, topics, progress))
    except SystemExit:
        raise SystemExit("Broken off. What was done is right; the rest is done by running it again.") from None
    progress.end()


def _participant(runtime: Runtime) -> Participant:
    return Participant(runtime, TOPICS, speaks=False)
