"""GET /saga/statistics: how sagas went of late."""

from aiohttp import web
from common.clock import now
from common.http import json_response
from common.identity import caller_of
from common.openapi import Answer, Operation, operation
from pydantic import BaseModel, ConfigDict, Field

from tracker_service import statistics_view
from tracker_service.http.desk import DESK
from tracker_service.statistics_shapes import Statistics


class StatisticsQuery(BaseModel):
    """`window`: over how many seconds, up to now; a week at most."""

    model_config = ConfigDict(extra="forbid")

    window: int = Field(3600, ge=1, le=7 * 24 * 3600)


@operation(
    Operation("Sum up the sagas of the last while", {200: Answer(Statistics, "the figures")}, query=StatisticsQuery)
)
async def saga_statistics(request: web.Request) -> web.Response:
    """200 with figures of the caller's own sagas, an administrator's of all."""
    query, caller = StatisticsQuery.model_validate(dict(request.query)), caller_of(request)
    return json_response(await statistics_view.of_window(request.app[DESK].database(), caller, now(), query.window))
