"""The spans themselves, by OpenTelemetry's SDK and its semantic conventions; common.tracing says where they begin.

A span is told of by its traceparent, for that is what rows and events carry. One of a batch, which belongs to several
traces, is linked to them; it is a part of the trace when there is but one.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    get_current_span,
    set_span_in_context,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import AttributeValue

from common.envelope import Received
from common.publisher import Outgoing
from common.requests import Request
from common.tracing import Spans, Told

CLOSE_SECONDS = 2.0

_REACTING: ContextVar[Mapping[UUID, str | None]] = ContextVar("reacting", default={})  # noqa: B039 - nobody writes it
_W3C = TraceContextTextMapPropagator()


def exported(service: str, node: str, endpoint: str) -> "Exported":
    """Spans that go to the collector at `endpoint`, OTLP over HTTP."""
    return Exported(service, node, BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")))


class Exported(Spans):
    """See `Spans`. Which traces are recorded says OTEL_TRACES_SAMPLER, and a batch is if one of them is."""

    wanted = True

    def __init__(self, service: str, node: str, processor: SpanProcessor) -> None:
        names = {"service.name": service, "service.namespace": "quadrille", "service.instance.id": node}
        self._processor, resource = processor, Resource.create(names)
        chosen = TracerProvider(resource=resource, shutdown_on_exit=False)
        every = TracerProvider(ALWAYS_ON, resource, shutdown_on_exit=False)
        for provider in (chosen, every):
            provider.add_span_processor(processor)
        self._chosen, self._every = chosen.get_tracer("quadrille"), every.get_tracer("quadrille")

    @contextmanager
    def serving(self, method: str, path: str, route: str, parent: str | None) -> Iterator[Told]:
        attributes = {"http.request.method": method, "url.path": path, "http.route": route}
        with self._span(f"{method} {route}", SpanKind.SERVER, attributes, _context(parent)) as span:
            yield lambda status: _told(span, status, is_wrong=status >= 500)

    @contextmanager
    def asking(self, method: str, url: str, path: str, headers: MutableMapping[str, str]) -> Iterator[Told]:
        # Without the query, which may be anything.
        attributes = {"http.request.method": method, "url.full": url + path.partition("?")[0]}
        with self._span(method, SpanKind.CLIENT, attributes) as span:
            headers["traceparent"] = _written(span.get_span_context())
            yield lambda status: _told(span, status, is_wrong=status >= 400)

    @contextmanager
    def working(self, name: str, parent: str | None, attributes: Mapping[str, str]) -> Iterator[None]:
        with self._span(name, SpanKind.INTERNAL, attributes, _context(parent)):
            yield

    @contextmanager
    def committing(self, requests: Sequence[Request[Any]]) -> Iterator[None]:
        attributes = {"quadrille.batch.size": len(requests)}
        with self._batch("commit", SpanKind.INTERNAL, (each.traceparent for each in requests), attributes):
            yield

    @contextmanager
    def consuming(self, group: str, events: Sequence[Received]) -> Iterator[None]:
        attributes = _messaging("process", group=group) | {"messaging.batch.message_count": len(events)}
        with self._batch("process batch", SpanKind.CONSUMER, (each.traceparent for each in events), attributes) as all_:
            reacting = {event.id: self._reaction(group, event, all_) for event in events if event.traceparent}
            before = _REACTING.set({key: _written(span.get_span_context()) for key, span in reacting.items()})
            try:
                yield
            except Exception as error:
                for span in reacting.values():
                    span.set_status(Status(StatusCode.ERROR, type(error).__name__))
                raise
            finally:
                _REACTING.reset(before)
                for span in reacting.values():
                    span.end()

    @contextmanager
    def sending(self, records: Sequence[Outgoing]) -> Iterator[None]:
        topic = records[0].topic if records else ""
        attributes = _messaging("send", topic) | {"messaging.batch.message_count": len(records)}
        with self._batch(f"send {topic}", SpanKind.PRODUCER, map(_carried, records), attributes):
            yield

    def here(self, otherwise: str | None) -> str | None:
        found = get_current_span().get_span_context()
        return _written(found) if found.is_valid else otherwise

    def reaction(self, cause: Received) -> str | None:
        return _REACTING.get().get(cause.id, cause.traceparent)

    def close(self) -> None:
        closing = threading.Thread(target=self._processor.shutdown, daemon=True)  # a collector may be away
        closing.start()
        closing.join(CLOSE_SECONDS)

    @contextmanager
    def _span(
        self, name: str, kind: SpanKind, attributes: Mapping[str, AttributeValue], context: Context | None = None
    ) -> Iterator[Span]:
        with self._chosen.start_as_current_span(name, context, kind, attributes) as span:
            yield span

    @contextmanager
    def _batch(
        self, name: str, kind: SpanKind, members: Iterable[str | None], attributes: Mapping[str, AttributeValue]
    ) -> Iterator[Span | None]:
        found = [one for each in dict.fromkeys(members) if (one := _spoken(each)).trace_flags.sampled]
        if not found:
            yield None
            return
        context = set_span_in_context(NonRecordingSpan(found[0]), Context()) if len(found) == 1 else Context()
        links = [Link(one) for one in found]
        with self._every.start_as_current_span(name, context, kind, attributes, links) as span:
            yield span

    def _reaction(self, group: str, event: Received, batch: Span | None) -> Span:
        attributes = _messaging("process", event.topic, group) | {
            "messaging.destination.partition.id": str(event.partition),
            "messaging.kafka.offset": event.offset,
            "messaging.kafka.message.key": str(event.stream),
            "cloudevents.event_id": str(event.id),
            "cloudevents.event_type": event.event.type,
            "cloudevents.event_source": event.source,
            "quadrille.correlation_id": str(event.correlation_id),
        }
        links = [Link(batch.get_span_context())] if batch else []
        name, parent = f"process {event.topic}", _context(event.traceparent)
        return self._chosen.start_span(name, parent, SpanKind.CONSUMER, attributes, links)


def _messaging(operation: str, topic: str = "", group: str = "") -> dict[str, AttributeValue]:
    named = {"messaging.destination.name": topic, "messaging.consumer.group.name": group}
    said = {"messaging.system": "kafka", "messaging.operation.name": operation, "messaging.operation.type": operation}
    return {**said, **{name: value for name, value in named.items() if value}}


def _told(span: Span, status: int, *, is_wrong: bool) -> None:
    span.set_attribute("http.response.status_code", status)
    if is_wrong:
        span.set_attribute("error.type", str(status))
        span.set_status(Status(StatusCode.ERROR))


def _carried(record: Outgoing) -> str | None:
    return next((value.decode() for name, value in record.headers if name == "ce_traceparent" and value), None)


def _context(traceparent: str | None) -> Context:
    """A context in which nothing is at hand but the span that is named, if it can be read."""
    return _W3C.extract({"traceparent": traceparent} if traceparent else {}, Context())


def _spoken(traceparent: str | None) -> SpanContext:
    return get_current_span(_context(traceparent)).get_span_context()


def _written(context: SpanContext) -> str:
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"
