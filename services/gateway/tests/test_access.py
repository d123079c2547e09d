"""Who may use which route: anyone, a user who is not on hold, or an administrator."""

import pytest
from gateway_service.routes import ROUTES, Needs
from gateway_service.testing import Client, Issuer, Upstream, path_of


def routes(needs: Needs) -> list[tuple[str, str]]:
    return [(route.method, path_of(route)) for route in ROUTES if route.needs is needs and route.service]


@pytest.mark.parametrize(("method", "path"), routes(Needs.PUBLIC))
async def test_a_public_route_needs_no_token(method: str, path: str, gateway: Client, upstream: Upstream) -> None:
    assert (await gateway.request(method, path)).status == 200
    assert "X-User-Id" not in upstream.asked[0].headers


@pytest.mark.parametrize(("method", "path"), routes(Needs.USER) + routes(Needs.ADMIN))
async def test_any_other_route_needs_a_token(method: str, path: str, gateway: Client) -> None:
    assert (await gateway.request(method, path)).status == 401


@pytest.mark.parametrize(("method", "path"), [*routes(Needs.ADMIN), ("GET", "/invariants")])
async def test_an_admin_route_refuses_a_user(
    method: str, path: str, gateway: Client, issuer: Issuer, upstream: Upstream
) -> None:
    answer = await gateway.request(method, path, headers=issuer.bearer())
    assert (answer.status, (await answer.json())["code"]) == (403, "FORBIDDEN")
    assert upstream.asked == []


@pytest.mark.parametrize(("method", "path"), routes(Needs.ADMIN))
async def test_an_admin_route_lets_an_administrator_pass(
    method: str, path: str, gateway: Client, issuer: Issuer, upstream: Upstream
) -> None:
    assert (await gateway.request(method, path, headers=issuer.bearer(role="admin"))).status == 200
    assert upstream.asked[0].headers["X-User-Role"] == "admin"
