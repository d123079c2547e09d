"""GET /orders and GET /orders/:id: what a user sees of its own orders."""

import base64
import binascii
from typing import Annotated
from uuid import UUID

from aiohttp import web
from common.etags import etag
from common.http import json_response
from common.identity import caller_of, uuid_of
from common.openapi import Answer, Operation, operation
from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, field_validator

from order_service import views
from order_service.http.intake import INTAKE
from order_service.shapes import OrderPage, OrderView
from order_service.state import Status


class PageQuery(BaseModel):
    """The query of a list: `cursor` is the id of the last order seen, in a form nobody should rely on."""

    model_config = ConfigDict(extra="forbid")

    status: Status | None = None
    limit: int = Field(50, ge=1, le=200)
    cursor: Annotated[UUID | None, WithJsonSchema({"type": "string"})] = None

    @field_validator("cursor", mode="before")
    @classmethod
    def _decode(cls, text: object) -> object:
        try:
            return UUID(bytes=base64.urlsafe_b64decode(f"{text}==")) if text is not None else None
        except (ValueError, binascii.Error):
            raise ValueError("is not a cursor that a list gave out") from None


@operation(Operation("List my orders, newest first", {200: Answer(OrderPage, "a page of them")}, query=PageQuery))
async def list_orders(request: web.Request) -> web.Response:
    """200 {items, nextCursor}, newest first."""
    query = PageQuery.model_validate(dict(request.query))
    database, user_id = request.app[INTAKE].database, caller_of(request).user_id
    items = await views.page(database, user_id, query.status, query.cursor, query.limit + 1)
    more = len(items) > query.limit
    items = items[: query.limit]
    found: OrderPage = {"items": items, "nextCursor": _encode(items[-1]["id"]) if more else None}
    return json_response(found)


@operation(Operation("Read an order", {200: Answer(OrderView, "the order", ("ETag",))}, refusals={404: ("NOT_FOUND",)}))
async def get_order(request: web.Request) -> web.Response:
    """200 with the order; its version as ETag."""
    order = await request.app[INTAKE].owned(uuid_of(request, "orderId"), caller_of(request))
    return json_response(order, headers={"ETag": etag(order["version"])})


def _encode(order_id: UUID) -> str:
    return base64.urlsafe_b64encode(order_id.bytes).decode().rstrip("=")
