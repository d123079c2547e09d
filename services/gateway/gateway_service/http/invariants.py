"""GET /invariants: asks order, payment and the tracker how things stand, and answers whether they agree."""

import asyncio
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from aiohttp import web
from common.http import Handler, json_response
from common.openapi import Answer, Operation, operation

from gateway_service.edge import Edge
from gateway_service.http.headers import onward
from gateway_service.invariants import check
from gateway_service.replicas import Away
from gateway_service.routes import INVARIANTS, ServiceName
from gateway_service.shapes import InvariantsView

AWAY = {503: ("SERVICE_UNAVAILABLE",)}
CHECK = Operation(
    "Whether what must hold does", {200: Answer(InvariantsView, "each check, and who breaks it")}, refusals=AWAY
)


def get_invariants(edge: Edge) -> Handler:
    """The handler, for administrators."""

    @operation(CHECK)
    async def handle(request: web.Request) -> web.Response:
        deadline = edge.deadline()
        headers = onward(request, await edge.admit(request, INVARIANTS.needs), edge)
        reports = await asyncio.gather(
            _report(edge, "order", "/totals", headers, deadline),
            _report(edge, "payment", "/ledger", headers, deadline),
            _report(edge, "tracker", "/troubles", headers, deadline),
        )
        return json_response(check(*reports))

    return handle


async def _report(edge: Edge, name: ServiceName, path: str, headers: Mapping[str, str], deadline: float) -> Any:
    answer = await edge.services[name].ask("GET", path, headers, b"", deadline)
    if answer.status != 200:
        raise Away(f"the {name} service answered {path} with {answer.status}")
    return json.loads(answer.body, parse_float=Decimal, parse_int=Decimal)  # a float would not be exact
