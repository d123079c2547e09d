"""GET /invariants: asks order, payment and the tracker how things stand, and answers whether they agree."""

import asyncio
import json
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from aiohttp import web
from common.clock import now
from common.http import Handler, json_response
from common.openapi import Answer, Operation, operation
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from gateway_service.auditing.judging import Clock
from gateway_service.auditing.pages import END, Page, side_by_side
from gateway_service.auditing.tally import Tally
from gateway_service.edge import Edge
from gateway_service.http.headers import onward
from gateway_service.invariants import check_sums
from gateway_service.metrics import checked
from gateway_service.replicas import Away
from gateway_service.routes import INVARIANTS, ServiceName
from gateway_service.shapes import InvariantsView

AWAY = {503: ("SERVICE_UNAVAILABLE",)}
FOR_PAGES = 0.5  # of a request's time: no page is begun after that
# Events: few enough for a page to hold up no process that others wait for. The tracker has those of both others.
PAGES: dict[ServiceName, int] = {"order": 500, "payment": 500, "tracker": 1000}


class InvariantsQuery(BaseModel):
    """Which orders are checked, by their ids. Sums over all are compared when it begins with the first."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel)

    after: UUID | None = Field(None, description="the `next` of an earlier answer")
    up_to: UUID | None = None


CHECK = Operation(
    "Whether what must hold does",
    {200: Answer(InvariantsView, "each check, and who breaks it")},
    query=InvariantsQuery,
    refusals=AWAY,
)


def get_invariants(edge: Edge, grace: timedelta) -> Handler:
    """The handler, for administrators; of an order with news younger than `grace` not everybody has heard."""

    @operation(CHECK)
    async def handle(request: web.Request) -> web.Response:
        deadline = edge.deadline()
        headers = onward(request, await edge.admit(request, INVARIANTS.needs), edge)
        query = InvariantsQuery.model_validate(dict(request.query))
        asking = Asking(edge, headers, deadline)
        sums, ledger, orders = await asking.sums() if query.after is None else ([], None, None)
        tally = Tally(Clock(now(), grace))
        up_to, has_more = await asking.orders(query, tally, edge.deadline(FOR_PAGES))
        checks = [*sums, *tally.checks()]
        checked(checks)
        return json_response(
            {
                "holds": all(one["holds"] for one in checks),
                "checks": checks,
                "ledger": ledger,
                "orders": orders,
                "checked": tally.checked,
                "inFlight": tally.in_flight,
                "upTo": up_to,
                "next": up_to if has_more else None,
            }
        )

    return handle


class Asking:
    """What is asked of the services for one request; each raises `Away`."""

    def __init__(self, edge: Edge, headers: Mapping[str, str], deadline: float) -> None:
        self._edge, self._headers, self._deadline = edge, headers, deadline

    async def sums(self) -> tuple[list[dict[str, Any]], Any, int]:
        """The checks of sums, the ledger's sums, and how many orders there are.

        The totals are asked for last, for they know what has moved since the others were asked for.
        """
        ledger, troubles = await asyncio.gather(self._ask("payment", "/ledger"), self._ask("tracker", "/troubles"))
        totals = await self._ask("order", "/totals")
        return check_sums(totals, ledger, troubles), ledger, int(totals["orders"])

    async def orders(self, query: InvariantsQuery, tally: Tally, until: float) -> tuple[str | None, bool]:
        """Judge page after page into `tally`; returns the last order's id, and whether there are more."""
        last, has_more = str(query.after) if query.after else None, True
        while has_more and (tally.checked == 0 or asyncio.get_running_loop().time() < until):
            page, has_more = await self._page(last, query.up_to)
            tally.add(page.orders)
            last = page.up_to if has_more else page.orders[-1].order_id if page.orders else last
        return last, has_more

    async def _page(self, after: str | None, up_to: UUID | None) -> tuple[Page, bool]:
        ends = "".join(f"&{name}={value}" for name, value in (("after", after), ("upTo", up_to)) if value)
        asked = (self._ask(service, f"/audit?most={most}{ends}") for service, most in PAGES.items())
        page = side_by_side(*await asyncio.gather(*asked))
        return page, page.up_to < (str(up_to) if up_to else END)

    async def _ask(self, name: ServiceName, path: str) -> Any:
        answer = await self._edge.services[name].ask("GET", path, self._headers, b"", self._deadline)
        if answer.status != 200:
            raise Away(f"the {name} service answered {path.partition('?')[0]} with {answer.status}")
        return json.loads(answer.body, parse_float=Decimal, parse_int=Decimal)  # a float would not be exact
