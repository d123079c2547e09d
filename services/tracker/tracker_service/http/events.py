"""GET /trace/events: the events in the order in which they were logged, page by page or live."""

from typing import Annotated, Literal
from uuid import UUID

from aiohttp import web
from common.contracts import BY_TYPE
from common.database import Database
from common.http import json_response
from common.identity import Caller, caller_of
from common.openapi import Answer, Operation, operation
from pydantic import AwareDatetime, BeforeValidator, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from tracker_service import events_view
from tracker_service.events_view import EventPage, Wanted
from tracker_service.http.desk import DESK
from tracker_service.http.pages import Cursor, PageQuery, next_cursor
from tracker_service.logged import EventView

MOST = 200  # events a stream reads at a time


def _types(text: str) -> frozenset[str]:
    types = frozenset(text.split(","))
    if unknown := types - BY_TYPE.keys():
        raise ValueError(f"no event is of the type {', '.join(sorted(unknown))}")
    return types


Types = Annotated[
    frozenset[str] | None,
    BeforeValidator(_types),
    WithJsonSchema({"type": "string", "description": "one or several, with commas: `order.placed,payment.failed`"}),
]


class EventsQuery(PageQuery):
    """Which events, and how. `since` is about when they were said; a stream takes no notice of `limit`.

    `follow` is not in the API's document, which says of each request that its answer ends.
    """

    type: Types = None
    since: AwareDatetime | None = None
    correlation_id: UUID | None = None
    order_id: UUID | None = None
    cursor: Cursor[int] = None
    follow: SkipJsonSchema[Literal["true", "false"]] = "false"

    def wanted_by(self, caller: Caller) -> Wanted:
        """The events that `caller` asks for."""
        return Wanted(caller, self.type, self.since, self.correlation_id, self.order_id)


EVENTS = Operation(
    "List events, or follow them",
    {200: Answer(EventPage, "a page, oldest first; to Accept: text/event-stream, or ?follow=true, Server-Sent Events")},
    query=EventsQuery,
    headers=("Last-Event-ID",),
    refusals={503: ("SERVICE_UNAVAILABLE",)},
)


@operation(EVENTS)
async def trace_events(request: web.Request) -> web.StreamResponse:
    """200 {items, nextCursor}, oldest first, or a stream; 503 while too many streams are open."""
    query, desk = EventsQuery.model_validate(dict(request.query)), request.app[DESK]
    wanted = query.wanted_by(caller_of(request))
    if query.follow == "true" or "text/event-stream" in request.headers.get("Accept", ""):

        async def read(after: int) -> list[tuple[int, EventView]]:
            return await events_view.page(desk.database(), wanted, after, MOST)

        start = await _start(request, query, wanted.caller)
        return await desk.streams.follow(request, wanted.caller.user_id, read, start)
    found = await events_view.page(desk.database(), wanted, query.cursor or 0, query.limit + 1)
    page: EventPage = {
        "items": [event for _, event in found[: query.limit]],
        "nextCursor": next_cursor(found, query.limit, lambda numbered: numbered[0]),
    }
    return json_response(page)


async def _start(request: web.Request, query: EventsQuery, caller: Caller) -> int:
    """The number after which a stream begins.

    It is that of the event seen last, or 0 when that one is unknown, for twice is better than never. For a client that
    saw none yet it is where a list ended, or 0 when `since` chooses, or else the newest: only what is new follows.
    """
    database = request.app[DESK].database()
    if seen := request.headers.get("Last-Event-ID"):
        return await _seq_of(database, seen, caller)
    if query.cursor is None and query.since is None:
        return await events_view.newest(database)
    return query.cursor or 0


async def _seq_of(database: Database, seen: str, caller: Caller) -> int:
    try:
        event_id = UUID(seen)
    except ValueError:
        return 0
    return await events_view.seq_of(database, event_id, caller) or 0
