"""What the document says the edge answers itself can be had on every route it is said of."""

import pytest
from common.settings import ServiceSettings
from gateway_service.routes import ROUTES, Needs, Route
from gateway_service.testing import Issuer, StartGateway, nobody, path_of

PASSED_ON = [route for route in ROUTES if route.service]


def name(route: Route) -> str:
    return f"{route.method} {route.path}"


async def test_a_service_that_is_away_is_503_on_every_route(start_gateway: StartGateway, issuer: Issuer) -> None:
    urls = {f"{service}_urls": nobody() for service in ("auth", "order", "payment", "tracker")}
    gateway = await start_gateway(**urls)
    for route in PASSED_ON:
        answer = await gateway.request(route.method, path_of(route), headers=issuer.bearer(role="admin"))
        assert (answer.status, (await answer.json())["code"]) == (503, "SERVICE_UNAVAILABLE"), name(route)


async def test_one_request_too_many_is_429_on_every_route_that_needs_a_token(
    start_gateway: StartGateway, issuer: Issuer, scratch_settings: ServiceSettings
) -> None:
    gateway = await start_gateway(rate_limit_per_minute=1, redis_port=scratch_settings.redis_port)
    for route in (route for route in ROUTES if route.needs is not Needs.PUBLIC):
        who = issuer.bearer(role="admin")
        await gateway.get("/orders", headers=who)
        answer = await gateway.request(route.method, path_of(route), headers=who)
        assert (answer.status, (await answer.json())["code"]) == (429, "TOO_MANY_REQUESTS"), name(route)


@pytest.mark.parametrize("route", [route for route in PASSED_ON if route.method == "POST"], ids=name)
async def test_a_body_that_stops_arriving_is_408(route: Route, start_gateway: StartGateway, issuer: Issuer) -> None:
    gateway = await start_gateway(request_timeout_seconds=0.1)
    headers = {**issuer.bearer(role="admin"), "Content-Type": "application/json", "Content-Length": "9"}

    answer = await gateway.request(route.method, path_of(route), data=b"", headers=headers)
    assert (answer.status, (await answer.json())["code"]) == (408, "REQUEST_TIMEOUT")
