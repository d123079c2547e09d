"""Traces that nobody wants: nothing is made, nothing is loaded, and what came is carried on."""

import subprocess
import sys

from aiohttp import web
from common.http import application, correlate
from common.settings import ServiceSettings
from common.tracing import Spans, configure, spans

THEIRS = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def middlewares(app: web.Application) -> list[object]:
    return list(app.middlewares)


def test_without_a_collector_nothing_makes_spans() -> None:
    configure("order", ServiceSettings(otel_exporter_otlp_endpoint=""))
    assert type(spans()) is Spans
    assert middlewares(application("test-1", lambda: True))[0] is correlate


def test_without_a_collector_whatever_takes_time_gets_the_same_context_that_does_nothing() -> None:
    off, sent = Spans(), {"traceparent": THEIRS}
    assert off.committing([]) is off.consuming("order", []) is off.sending([]) is off.working("charge", THEIRS, {})
    with off.asking("GET", "http://order", "/orders", sent) as told:
        told(500)
    assert sent == {"traceparent": THEIRS}
    assert off.here(THEIRS) == THEIRS


def test_without_a_collector_neither_the_exporter_nor_what_it_writes_with_is_loaded() -> None:
    found = "[m for m in sys.modules if m.startswith(('common.otel', 'opentelemetry.exporter', 'google.protobuf'))]"
    code = f"import sys, common.runtime, common.participant; print({found})"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "[]\n"
