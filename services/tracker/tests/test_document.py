"""The tracker's part of the API's document."""

from aiohttp.test_utils import TestClient, TestServer
from common.http import application
from common.openapi import serve_openapi
from tracker_service.http import ROUTES


async def test_every_endpoint_is_described_as_it_answers_those_who_do_not_follow() -> None:
    app = application("tracker-1", lambda: True)
    serve_openapi(app, ROUTES)
    async with TestClient(TestServer(app)) as client:
        document = await (await client.get("/openapi.json")).json()

    assert set(document["paths"]) == {route.path for route in ROUTES}
    events = document["paths"]["/trace/events"]["get"]
    assert [parameter["name"] for parameter in events["parameters"]] == [
        "limit",
        "type",
        "since",
        "correlationId",
        "orderId",
        "cursor",
        "Last-Event-ID",
    ]
    shown = document["components"]["schemas"]["EventView"]["properties"]
    assert (shown["id"]["format"], shown["data"]["type"]) == ("uuid", "object")
