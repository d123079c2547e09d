"""Traces: where spans begin and end, and what that comes to while nobody wants them, which is nothing.

`spans()` is what makes them. OpenTelemetry is imported only where a collector is set (docs/adr/0025).
"""

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from common.envelope import Received
    from common.publisher import Outgoing
    from common.requests import Request
    from common.settings import ServiceSettings

Told = Callable[[int], None]  # takes the status of an HTTP answer


class Spans:
    """No spans. Whatever takes time gets one context, which does nothing, and a traceparent goes on as it came."""

    wanted = False

    def serving(self, method: str, path: str, route: str, parent: str | None) -> AbstractContextManager[Told]:
        """Around a request to this process; `route` is the pattern of its path."""
        return _NOT_TOLD

    def asking(
        self, method: str, url: str, path: str, headers: MutableMapping[str, str]
    ) -> AbstractContextManager[Told]:
        """Around a request of this process, whose `headers` are to carry the trace on."""
        return _NOT_TOLD

    def working(self, name: str, parent: str | None, attributes: Mapping[str, str]) -> AbstractContextManager[None]:
        """Around work that a row calls for, by the traceparent that the row has."""
        return _NOTHING

    def committing(self, requests: Sequence["Request[Any]"]) -> AbstractContextManager[None]:
        """Around the transaction of several requests."""
        return _NOTHING

    def consuming(self, group: str, events: Sequence["Received"]) -> AbstractContextManager[None]:
        """Around the transaction of several events."""
        return _NOTHING

    def sending(self, records: Sequence["Outgoing"]) -> AbstractContextManager[None]:
        """Around writing records to Kafka."""
        return _NOTHING

    def here(self, otherwise: str | None) -> str | None:
        """The traceparent of the span at hand; `otherwise` where there is none."""
        return otherwise

    def reaction(self, cause: "Received") -> str | None:
        """The traceparent of what is said because of an event."""
        return cause.traceparent

    def close(self) -> None:
        """Send what is left, for at most as long as somebody who stops a process may be kept waiting."""


def _not_told(_: int) -> None: ...


_NOTHING: AbstractContextManager[None] = nullcontext()
_NOT_TOLD: AbstractContextManager[Told] = nullcontext(_not_told)
_MADE = {"spans": Spans()}


def spans() -> Spans:
    """What makes this process's spans."""
    return _MADE["spans"]


def configure(service: str, settings: "ServiceSettings") -> None:
    """Make spans from here on, if a collector is set. What it is to be told is set by OpenTelemetry's own variables."""
    if settings.otel_exporter_otlp_endpoint:
        from common.otel import exported  # noqa: PLC0415 - what is off costs no import

        _MADE["spans"] = exported(service, settings.node_name, settings.otel_exporter_otlp_endpoint)
