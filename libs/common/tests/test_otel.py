"""Spans: whose children they are, what they are linked to, and which of them are recorded."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from common import tracing
from common.clock import now
from common.envelope import Received
from common.errors import Transient
from common.http import application, json_response
from common.ids import new_id
from common.otel import Exported
from common.publisher import Outgoing
from common.requests import Request
from common.testing.counter import recorded
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

TRACES = [f"{n:032x}" for n in range(1, 4)]
THEIRS = "00f067aa0ba902b7"


def of(trace: str, flags: str = "01") -> str:
    return f"00-{trace}-{THEIRS}-{flags}"


@pytest.fixture
def told() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def spans(told: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch) -> Iterator[Exported]:
    made = Exported("order", "order-1", SimpleSpanProcessor(told))
    monkeypatch.setitem(tracing._MADE, "spans", made)
    yield made
    made.close()


def received(traceparent: str | None) -> Received:
    event = replace(recorded(new_id(), 1), traceparent=traceparent)
    fields = {name: getattr(event, name) for name in event.__slots__}
    return Received(**fields, source="payment", topic="payment.events.v1", partition=1, offset=2)


def request(traceparent: str | None) -> Request[str]:
    return Request(new_id(), new_id(), "count", new_id(), now(), traceparent)


def ids(span: ReadableSpan) -> tuple[str, str]:
    context = span.get_span_context()
    assert context
    return f"{context.trace_id:032x}", f"{context.span_id:016x}"


def parent(span: ReadableSpan) -> str | None:
    return f"{span.parent.span_id:016x}" if span.parent else None


async def test_a_request_goes_on_with_its_callers_trace(spans: Exported, told: InMemorySpanExporter) -> None:
    app, heard = application("test-1", lambda: True), []

    async def order(_: web.Request) -> web.Response:
        heard.append(spans.here(None))
        return json_response({}, 503)

    app.router.add_get("/orders/{id}", order)
    async with TestClient(TestServer(app)) as client:
        await client.get("/orders/7?user=8", headers={"traceparent": of(TRACES[0])})
        await client.get("/health")
    [span] = told.get_finished_spans()
    trace, own = ids(span)
    assert (span.name, trace, parent(span)) == ("GET /orders/{id}", TRACES[0], THEIRS)
    assert heard == [f"00-{trace}-{own}-01"]
    assert dict(span.attributes or {}) == {
        "http.request.method": "GET",
        "url.path": "/orders/7",
        "http.route": "/orders/{id}",
        "http.response.status_code": 503,
        "error.type": "503",
    }


@pytest.mark.parametrize("offered", [None, "", "00-no-trace-01", f"00-{'0' * 32}-{THEIRS}-01"])
def test_a_trace_begins_where_none_that_can_be_read_was_begun(
    spans: Exported, told: InMemorySpanExporter, offered: str | None
) -> None:
    with spans.serving("GET", "/", "/", offered):
        pass
    [span] = told.get_finished_spans()
    assert parent(span) is None


def test_a_trace_that_its_caller_does_not_record_is_carried_on_and_not_recorded(
    spans: Exported, told: InMemorySpanExporter
) -> None:
    sent: dict[str, str] = {}
    with (
        spans.serving("GET", "/", "/", of(TRACES[0], "00")),
        spans.asking("GET", "http://order", "/orders", sent),
        spans.committing([request(spans.here(None))]),
    ):
        pass
    assert sent["traceparent"].startswith(f"00-{TRACES[0]}-")
    assert sent["traceparent"].endswith("-00")
    assert told.get_finished_spans() == ()


def test_who_is_asked_is_told_the_asking_span_and_no_query_is_recorded(
    spans: Exported, told: InMemorySpanExporter
) -> None:
    sent = {"traceparent": of(TRACES[0])}
    with spans.serving("GET", "/", "/", of(TRACES[0])), spans.asking("GET", "http://a:1", "/b?c=d", sent) as answered:
        answered(404)
    asking, serving = told.get_finished_spans()
    trace, own = ids(asking)
    assert sent == {"traceparent": f"00-{trace}-{own}-01"}
    assert parent(asking) == ids(serving)[1]
    assert asking.attributes
    assert asking.attributes["url.full"] == "http://a:1/b"
    assert not asking.status.is_ok


def test_a_commit_for_one_is_a_part_of_its_trace(spans: Exported, told: InMemorySpanExporter) -> None:
    with spans.committing([request(of(TRACES[0])), request(None)]):
        pass
    [span] = told.get_finished_spans()
    assert (ids(span)[0], parent(span)) == (TRACES[0], THEIRS)


def test_a_commit_for_several_is_linked_to_those_that_are_recorded(spans: Exported, told: InMemorySpanExporter) -> None:
    with spans.committing([request(of(TRACES[0])), request(of(TRACES[1])), request(of(TRACES[2], "00"))]):
        pass
    [span] = told.get_finished_spans()
    assert parent(span) is None
    assert [f"{link.context.trace_id:032x}" for link in span.links] == TRACES[:2]


def test_what_is_said_because_of_an_event_goes_on_with_the_events_trace(
    spans: Exported, told: InMemorySpanExporter
) -> None:
    events = [received(of(TRACES[0])), received(of(TRACES[1])), received(None)]
    with spans.consuming("order", events):
        said = [Request.because_of(event, "count", now()).traceparent for event in events]
    *reactions, batch = told.get_finished_spans()
    assert [ids(span)[0] for span in reactions] == TRACES[:2]
    assert said == [*(f"00-{trace}-{own}-01" for trace, own in map(ids, reactions)), None]
    assert [parent(span) for span in reactions] == [THEIRS, THEIRS]
    assert {link.context.span_id for span in reactions for link in span.links} == {int(ids(batch)[1], 16)}
    assert [f"{link.context.trace_id:032x}" for link in batch.links] == TRACES[:2]
    assert Request.because_of(events[0], "count", now()).traceparent == events[0].traceparent


def test_what_goes_wrong_with_a_batch_is_told_of_each_event(spans: Exported, told: InMemorySpanExporter) -> None:
    with pytest.raises(Transient), spans.consuming("order", [received(of(trace)) for trace in TRACES]):
        raise Transient("the database is away")
    assert [span.status.is_ok for span in told.get_finished_spans()] == [False] * 4


def test_records_that_are_sent_are_linked_to_what_said_them(spans: Exported, told: InMemorySpanExporter) -> None:
    headers = [[("ce_traceparent", of(trace).encode())] for trace in TRACES[:2]]
    with spans.sending([Outgoing("order.events.v1", None, None, [*each]) for each in headers]):
        pass
    [span] = told.get_finished_spans()
    assert span.name == "send order.events.v1"
    assert [f"{link.context.trace_id:032x}" for link in span.links] == TRACES[:2]
