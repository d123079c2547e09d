"""GET /saga/active and GET /trace/active-flows: what is in flight, the oldest first."""

from datetime import timedelta

from aiohttp import web
from common.clock import now
from common.http import json_response
from common.identity import caller_of
from common.openapi import Answer, Operation, operation
from pydantic import Field

from tracker_service import flows_view, sagas_view
from tracker_service.http.desk import DESK
from tracker_service.http.pages import Cursor, PageQuery, next_cursor
from tracker_service.in_flight import BEGINNING, Choice, Place
from tracker_service.saga_shapes import FlowPage, FlowView, SagaPage, SagaSummary


class FlowsQuery(PageQuery):
    """The query of a list of what is in flight."""

    cursor: Cursor[Place] = None


class SagasQuery(FlowsQuery):
    """`olderThan`: only sagas that started more than so many seconds ago."""

    older_than: float | None = Field(None, ge=0, le=1e9)


@operation(Operation("List sagas in flight, oldest first", {200: Answer(SagaPage, "a page of them")}, query=SagasQuery))
async def active_sagas(request: web.Request) -> web.Response:
    """200 {items, nextCursor}: the caller's own, an administrator's all."""
    query, desk, time = SagasQuery.model_validate(dict(request.query)), request.app[DESK], now()
    before = time - timedelta(seconds=query.older_than) if query.older_than is not None else None
    choice = Choice(caller_of(request), query.limit + 1, query.cursor or BEGINNING, before)
    found = await sagas_view.active(desk.database(), choice, time, desk.stuck_after)
    page: SagaPage = {"items": found[: query.limit], "nextCursor": next_cursor(found, query.limit, _place)}
    return json_response(page)


@operation(Operation("List flows in flight, oldest first", {200: Answer(FlowPage, "a page of them")}, query=FlowsQuery))
async def active_flows(request: web.Request) -> web.Response:
    """200 {items, nextCursor}: the caller's own, an administrator's all."""
    query, desk = FlowsQuery.model_validate(dict(request.query)), request.app[DESK]
    choice = Choice(caller_of(request), query.limit + 1, query.cursor or BEGINNING)
    found = await flows_view.active(desk.database(), choice, now(), desk.stuck_after)
    page: FlowPage = {"items": found[: query.limit], "nextCursor": next_cursor(found, query.limit, _place)}
    return json_response(page)


def _place(last: SagaSummary | FlowView) -> list[object]:
    return [last["startedAt"], last["sagaId"]]
