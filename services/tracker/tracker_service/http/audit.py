"""GET /audit: what the log has of each saga, for whoever compares it with what the services say."""

from aiohttp import web
from common.audit import Range
from common.http import json_response
from common.identity import caller_of
from common.openapi import Answer, Operation, operation

from tracker_service.audit_view import AuditPage, audit
from tracker_service.http.desk import DESK


@operation(Operation("Sagas as the log has them", {200: Answer(AuditPage, "a page, by saga id")}, query=Range))
async def get_audit(request: web.Request) -> web.Response:
    """200 {items, upTo}; for administrators."""
    caller_of(request).must_be_admin()
    return json_response(await audit(request.app[DESK].database(), Range.model_validate(dict(request.query))))
