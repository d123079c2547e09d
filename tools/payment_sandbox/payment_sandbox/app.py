"""The application put together: routes, the record's life, and what happens when the process is to end."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from payment_sandbox.charges import post_charge
from payment_sandbox.keys import CLOSING, SETTINGS, WRITER
from payment_sandbox.problems import answer_problems
from payment_sandbox.refunds import post_refund
from payment_sandbox.reports import get_charges, get_refunds, get_summary
from payment_sandbox.settings import Settings
from payment_sandbox.voids import post_void
from payment_sandbox.writer import Writer


def create_app(settings: Settings) -> web.Application:
    """The record's file and the folders above it are made if they are not there."""
    app = web.Application(middlewares=[answer_problems])
    app[SETTINGS] = settings
    app[CLOSING] = asyncio.Event()
    app.cleanup_ctx.append(_keep_record)
    app.on_shutdown.append(_stop_holding)
    app.add_routes(
        [
            web.post("/v1/charges", post_charge),
            web.post("/v1/charges/{key}/void", post_void),
            web.post("/v1/refunds", post_refund),
            web.get("/v1/charges", get_charges),
            web.get("/v1/refunds", get_refunds),
            web.get("/v1/summary", get_summary),
            web.get("/health", get_health),
            web.get("/ready", get_ready),
        ]
    )
    return app


async def get_health(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def get_ready(request: web.Request) -> web.Response:
    """200 when a transaction can be begun and committed, else 503 RECORD_UNAVAILABLE."""
    await request.app[WRITER].submit(lambda _record: None)
    return web.json_response({"status": "ready"})


async def _keep_record(app: web.Application) -> AsyncIterator[None]:
    path = app[SETTINGS].sandbox_data_file
    path.parent.mkdir(parents=True, exist_ok=True)
    app[WRITER] = await Writer.open(path)
    yield
    await app[WRITER].close()


async def _stop_holding(app: web.Application) -> None:
    app[CLOSING].set()
