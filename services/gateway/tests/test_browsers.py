"""What answers tell a browser: nothing in them runs or is framed, and only named origins may use the API."""

from gateway_service.testing import Client, Issuer, StartGateway

SHOP = "https://shop.example"
PREFLIGHT = {
    "Origin": SHOP,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
}


async def test_every_answer_is_data_and_nothing_else(gateway: Client) -> None:
    for path in ("/health", "/nowhere", "/orders"):
        headers = (await gateway.get(path)).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert headers["Cache-Control"] == "no-store"


async def test_pages_of_other_origins_may_not_use_it_by_default(gateway: Client) -> None:
    assert (await gateway.options("/orders", headers=PREFLIGHT)).status == 405
    assert "Access-Control-Allow-Origin" not in (await gateway.get("/health", headers={"Origin": SHOP})).headers


async def test_pages_of_a_named_origin_may(start_gateway: StartGateway, issuer: Issuer) -> None:
    gateway = await start_gateway(cors_origins=f"{SHOP}, https://other.example")
    preflight = await gateway.options("/orders", headers=PREFLIGHT)
    assert preflight.status == 200
    assert preflight.headers["Access-Control-Allow-Origin"] == SHOP
    assert "AUTHORIZATION" in preflight.headers["Access-Control-Allow-Headers"].upper()
    assert "Access-Control-Allow-Credentials" not in preflight.headers
    for who, status in ((issuer.bearer(), 200), ({}, 401)):
        answer = await gateway.get("/orders", headers={**who, "Origin": SHOP})
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (status, SHOP)
        assert "X-Correlation-Id" in answer.headers["Access-Control-Expose-Headers"]
    stranger = await gateway.get("/orders", headers={**issuer.bearer(), "Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in stranger.headers
