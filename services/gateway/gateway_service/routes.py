"""Every route of the API in one table: who may use it, and which service answers it under which path."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

ServiceName = Literal["auth", "order", "payment", "tracker"]


class Needs(Enum):
    """Who may use a route."""

    PUBLIC = "public"
    USER = "user"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Route:
    """`service` is None for what the gateway answers itself; `target` is the service's own path where it differs.

    Every segment in braces is a UUID; `target` uses the same names.
    """

    method: str
    path: str
    service: ServiceName | None
    needs: Needs
    target: str = ""


INVARIANTS = Route("GET", "/invariants", None, Needs.ADMIN)

ROUTES = (
    Route("POST", "/auth/register", "auth", Needs.PUBLIC),
    Route("POST", "/auth/login", "auth", Needs.PUBLIC),
    Route("GET", "/auth/me", "auth", Needs.USER),
    Route("POST", "/auth/users/{userId}/reinstate", "auth", Needs.ADMIN),
    Route("GET", "/.well-known/jwks.json", "auth", Needs.PUBLIC),
    Route("POST", "/orders", "order", Needs.USER),
    Route("GET", "/orders", "order", Needs.USER),
    Route("GET", "/orders/{orderId}", "order", Needs.USER),
    Route("DELETE", "/orders/{orderId}", "order", Needs.USER),
    Route("PUT", "/orders/{orderId}/confirm", "order", Needs.USER),
    Route("POST", "/saga/retry/{sagaId}", "order", Needs.ADMIN, "/orders/{sagaId}/retry"),
    Route("POST", "/saga/compensate/{sagaId}", "order", Needs.ADMIN, "/orders/{sagaId}/compensate"),
    Route("GET", "/saga/status/{correlationId}", "tracker", Needs.USER),
    Route("GET", "/sagas/correlation/{correlationId}", "tracker", Needs.USER),
    Route("GET", "/trace/correlation/{correlationId}", "tracker", Needs.USER),
    Route("GET", "/trace/order/{orderId}", "tracker", Needs.USER),
    INVARIANTS,
)
