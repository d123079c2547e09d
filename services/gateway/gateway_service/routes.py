"""Every route of the API in one table: who may use it, and which service answers it under which path."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Literal

ServiceName = Literal["auth", "order", "payment", "tracker"]

UUID_SEGMENT = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
KEY_SEGMENT = r"[^/{}\x00-\x1f\x7f]{1,100}"  # a product's id, but for what no path can hold


class Needs(Enum):
    """Who may use a route."""

    PUBLIC = "public"
    USER = "user"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Route:
    """`service` is None for what the gateway answers itself; `target` is the service's own path where it differs.

    Every segment in braces is a UUID, but for `{key}`; `target` uses the same names. `streams`: whoever accepts
    `text/event-stream` gets an answer without an end.
    """

    method: str
    path: str
    service: ServiceName | None
    needs: Needs
    target: str = ""
    streams: bool = False

    @property
    def pattern(self) -> str:
        """The path as aiohttp's router takes it: a segment that does not fit makes it an unknown path."""
        return re.sub(r"{(\w+)}", lambda name: f"{{{name[1]}:{segment(name[1])}}}", self.path)

    @property
    def names(self) -> list[str]:
        """The names of the segments in braces."""
        return re.findall(r"{(\w+)}", self.path)


def segment(name: str) -> str:
    """What a segment in braces may be, as a regular expression."""
    return KEY_SEGMENT if name == "key" else UUID_SEGMENT


INVARIANTS = Route("GET", "/invariants", None, Needs.ADMIN)
HEALTH_DETAILED = Route("GET", "/health/detailed", None, Needs.PUBLIC)
DB_POOL = Route("GET", "/db-pool", None, Needs.PUBLIC)
KAFKA_TEST = Route("GET", "/kafka-test", None, Needs.USER)

ROUTES = (
    Route("POST", "/auth/register", "auth", Needs.PUBLIC),
    Route("POST", "/auth/login", "auth", Needs.PUBLIC),
    Route("GET", "/auth/me", "auth", Needs.USER),
    Route("POST", "/auth/users/{userId}/reinstate", "auth", Needs.ADMIN),
    Route("GET", "/.well-known/jwks.json", "auth", Needs.PUBLIC),
    Route("POST", "/orders", "order", Needs.USER),
    Route("GET", "/orders", "order", Needs.USER),
    Route("GET", "/orders/{orderId}", "order", Needs.USER),
    Route("GET", "/orders/{orderId}/history", "order", Needs.USER),
    Route("DELETE", "/orders/{orderId}", "order", Needs.USER),
    Route("PUT", "/orders/{orderId}/confirm", "order", Needs.USER),
    Route("GET", "/saga/status/{correlationId}", "tracker", Needs.USER),
    Route("GET", "/sagas/correlation/{correlationId}", "tracker", Needs.USER),
    Route("GET", "/saga/active", "tracker", Needs.USER),
    Route("GET", "/saga/statistics", "tracker", Needs.USER),
    Route("POST", "/saga/retry/{sagaId}", "order", Needs.ADMIN, "/orders/{sagaId}/retry"),
    Route("POST", "/saga/compensate/{sagaId}", "order", Needs.ADMIN, "/orders/{sagaId}/compensate"),
    Route("GET", "/trace/correlation/{correlationId}", "tracker", Needs.USER),
    Route("GET", "/trace/order/{orderId}", "tracker", Needs.USER),
    Route("GET", "/trace/events", "tracker", Needs.USER, streams=True),
    Route("GET", "/trace/active-flows", "tracker", Needs.USER),
    Route("POST", "/redis-test/lock/{key}", "order", Needs.USER),
    Route("GET", "/redis-test/lock-status/{key}", "order", Needs.USER),
    Route("POST", "/redis-test/saga-creation-test", "order", Needs.ADMIN),
    INVARIANTS,
    HEALTH_DETAILED,
    DB_POOL,
    KAFKA_TEST,
)
