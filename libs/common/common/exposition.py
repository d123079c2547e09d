"""A process's figures as Prometheus reads them, at `/metrics` of its own port, never through the edge.

Those of its HTTP requests are defined here, those of a service with a database in common.metrics.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from functools import cache

import structlog
from aiohttp import web
from aiohttp.hdrs import METH_ALL
from prometheus_client import REGISTRY, Gauge, Histogram, disable_created_metrics, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from common.faults import TRANSIENT

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
PATIENCE_SECONDS = 1.5  # with whoever has to be asked for a figure; Prometheus' own is longer

disable_created_metrics()  # type: ignore[no-untyped-call]  # when each series began: as many figures again, of no use

REQUESTS = Histogram(
    "quadrille_http_request_seconds", "HTTP requests by route", ("method", "route", "status"), buckets=SECONDS
)

AskFigures = Callable[[], Awaitable[Sequence[float]]]
_Asked = tuple[Sequence[Gauge], AskFigures]
_ASKED: web.AppKey[list[_Asked]] = web.AppKey("asked", list)

log = structlog.get_logger(__name__)


def serve_metrics(app: web.Application) -> None:
    """Answer `/metrics`."""
    app[_ASKED] = []
    app.router.add_get("/metrics", _expose)


def ask_at_scrape(app: web.Application, gauges: Sequence[Gauge], ask: AskFigures) -> None:
    """Have `gauges` set to what `ask` returns, in their order, whenever Prometheus comes; NaN while nobody answers."""
    app[_ASKED].append((gauges, ask))


def answered(request: web.Request, status: int, seconds: float) -> None:
    """Count one HTTP request; its route is named by its pattern, for paths have no end."""
    resource = request.match_info.route.resource
    route = resource.canonical if resource else "unknown"
    method = request.method if request.method in METH_ALL else "other"
    _requests(method, route, status).observe(seconds)


async def _expose(request: web.Request) -> web.Response:
    """Every figure of this process, in Prometheus' text format."""
    await asyncio.gather(*(_ask(*asked) for asked in request.app[_ASKED]))
    return web.Response(body=generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _ask(gauges: Sequence[Gauge], ask: AskFigures) -> None:
    figures: Sequence[float] = [math.nan] * len(gauges)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            figures = await ask()
    except TRANSIENT as fault:
        log.warning("some figures are not known", why=f"{type(fault).__name__}: {fault}")
    for gauge, figure in zip(gauges, figures, strict=True):
        gauge.set(figure)


@cache
def _requests(method: str, route: str, status: int) -> Histogram:
    """Prometheus' client looks its labels up under a lock, and compares them one by one."""
    return REQUESTS.labels(method, route, str(status))
