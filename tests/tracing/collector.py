"""A collector of traces in memory: speaks OTLP over HTTP, as OpenTelemetry's own does, and keeps what it is told."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span as Sent

PATIENCE_SECONDS = 15.0
PROTOBUF = "application/x-protobuf"


@dataclass(frozen=True, slots=True)
class Span:
    """One span as a process told it; ids are in hex, `parent` is empty where it has none."""

    service: str
    node: str
    name: str
    kind: str
    trace: str
    id: str
    parent: str
    links: Sequence[tuple[str, str]]
    attributes: dict[str, Any] = field(hash=False)
    begun: int
    ended: int
    is_error: bool


class Collector:
    """What it was told, in the order in which it came."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.port = 0

    async def until(self, is_enough: Callable[[Sequence[Span]], bool]) -> Sequence[Span]:
        """All spans, once they are enough, or nobody has made them so in time."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while not is_enough(self.spans) and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.1)
        return self.spans

    async def take(self, request: web.Request) -> web.Response:
        """POST /v1/traces."""
        assert request.content_type == PROTOBUF, request.content_type
        told = ExportTraceServiceRequest.FromString(await request.read())
        self.spans += _spans(told)
        return web.Response(body=ExportTraceServiceResponse().SerializeToString(), content_type=PROTOBUF)


@asynccontextmanager
async def listening() -> AsyncIterator[Collector]:
    """A collector at a free port of this machine."""
    collector = Collector()
    app = web.Application()
    app.router.add_post("/v1/traces", collector.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    collector.port = runner.addresses[0][1]
    try:
        yield collector
    finally:
        await runner.cleanup()


def _spans(told: ExportTraceServiceRequest) -> Iterator[Span]:
    for resource in told.resource_spans:
        who = _values(resource.resource.attributes)
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield Span(
                    service=who["service.name"],
                    node=who["service.instance.id"],
                    name=span.name,
                    kind=Sent.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_").lower(),
                    trace=span.trace_id.hex(),
                    id=span.span_id.hex(),
                    parent=span.parent_span_id.hex(),
                    links=[(link.trace_id.hex(), link.span_id.hex()) for link in span.links],
                    attributes=_values(span.attributes),
                    begun=span.start_time_unix_nano,
                    ended=span.end_time_unix_nano,
                    is_error=span.status.code == 2,
                )


def _values(attributes: Sequence[KeyValue]) -> dict[str, Any]:
    return {each.key: getattr(each.value, each.value.WhichOneof("value") or "string_value") for each in attributes}
