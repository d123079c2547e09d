"""What the edge refuses by itself, each as a problem with a code, without a service being asked."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientResponse
from gateway_service.testing import Client, Issuer, StartGateway, Upstream

JSON = {"Content-Type": "application/json"}
LIMIT = 256 * 1024


async def code_of(answer: ClientResponse) -> tuple[int, str]:
    problem = await answer.json(content_type="application/problem+json")
    assert problem["status"] == answer.status
    assert problem["correlationId"] == answer.headers["X-Correlation-Id"]
    return answer.status, problem["code"]


async def in_pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 1024):
        yield b" " * 1024
    yield b"{}"


async def test_an_unknown_path_is_404(gateway: Client) -> None:
    assert await code_of(await gateway.get("/nowhere")) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    "path", ["/orders/1", "/orders/%7Bx%7D", "/orders/0190c5a0-0000-7000-8000-0000000000010", "/trace/order/latest"]
)
async def test_an_id_that_is_no_uuid_is_404(path: str, gateway: Client, issuer: Issuer, upstream: Upstream) -> None:
    assert await code_of(await gateway.get(path, headers=issuer.bearer())) == (404, "NOT_FOUND")
    assert upstream.asked == []


async def test_a_wrong_method_is_405_and_the_right_ones_are_named(gateway: Client) -> None:
    answer = await gateway.patch("/orders")
    assert await code_of(answer) == (405, "METHOD_NOT_ALLOWED")
    assert set(answer.headers["Allow"].split(",")) == {"GET", "POST"}


Sent = tuple[bytes, dict[str, str]]
BAD_BODIES: dict[str, tuple[Sent, tuple[int, str]]] = {
    "over the limit": ((b"0" * (LIMIT + 1), JSON), (413, "PAYLOAD_TOO_LARGE")),
    "a form": ((b"a=b", {"Content-Type": "application/x-www-form-urlencoded"}), (415, "UNSUPPORTED_MEDIA_TYPE")),
    "of no type": ((b"{}", {}), (415, "UNSUPPORTED_MEDIA_TYPE")),
    "not JSON": ((b'{"a":', JSON), (400, "MALFORMED_JSON")),
    "not UTF-8": ((b'{"a":"\xff"}', JSON), (400, "MALFORMED_JSON")),
    "NaN": ((b'{"a":NaN}', JSON), (400, "MALFORMED_JSON")),
    "a name twice": ((b'{"a":[{"b":1,"b":2}]}', JSON), (400, "MALFORMED_JSON")),
    "a name twice, once escaped": ((b'{"a":1,"\\u0061":2}', JSON), (400, "MALFORMED_JSON")),
    "an empty name twice": ((b'{"":"","":""}', JSON), (400, "MALFORMED_JSON")),
    "a name twice beside what is deep": (
        (b'{"a":1,"a":2,"b":' + b"[" * 300 + b"]" * 300 + b"}", JSON),
        (400, "MALFORMED_JSON"),
    ),
    "nested too deeply": ((b'{"a":' * 20_000 + b"1" + b"}" * 20_000, JSON), (400, "MALFORMED_JSON")),
    "nested just deeply enough": ((b"[" * 1000 + b"1" + b"]" * 1000, JSON), (400, "MALFORMED_JSON")),
    "a number without end": ((b'{"a":' + b"9" * 5000 + b"}", JSON), (400, "MALFORMED_JSON")),
    "not what its encoding says": ((b"junk", JSON | {"Content-Encoding": "gzip"}), (400, "MALFORMED_BODY")),
}


@pytest.mark.parametrize(("sent", "refusal"), BAD_BODIES.values(), ids=BAD_BODIES.keys())
async def test_a_body_that_cannot_be_right_is_refused(
    sent: Sent, refusal: tuple[int, str], gateway: Client, issuer: Issuer, upstream: Upstream
) -> None:
    body, headers = sent[0], issuer.bearer() | sent[1]
    answer = await gateway.post("/orders", data=body, headers=headers, skip_auto_headers=("Content-Type",))
    assert await code_of(answer) == refusal
    assert upstream.asked == []


async def test_a_body_that_does_not_say_its_size_is_held_to_the_limit_too(gateway: Client, issuer: Issuer) -> None:
    answer = await gateway.post("/orders", data=in_pieces(LIMIT), headers=issuer.bearer() | JSON)
    assert await code_of(answer) == (413, "PAYLOAD_TOO_LARGE")


async def test_a_body_of_exactly_the_limit_passes(gateway: Client, issuer: Issuer, upstream: Upstream) -> None:
    body = b"1" + b" " * (LIMIT - 1)
    assert (await gateway.post("/orders", data=body, headers=issuer.bearer() | JSON)).status == 200
    assert upstream.asked[0].body == body


@pytest.mark.parametrize(
    "body",
    [b'{"a":"\\"","b":"\\\\","\\"":1}', b'[{"a":"a"},{"a":"b"}]', b'{"a":{"a":{"a":""}}}', b"[" * 300 + b"]" * 300],
)
async def test_names_and_strings_that_are_alike_make_no_body_wrong(
    body: bytes, gateway: Client, issuer: Issuer, upstream: Upstream
) -> None:
    assert (await gateway.post("/orders", data=body, headers=issuer.bearer() | JSON)).status == 200
    assert upstream.asked[0].body == body


async def test_a_body_that_stops_arriving_is_408(start_gateway: StartGateway, issuer: Issuer) -> None:
    gateway = await start_gateway(request_timeout_seconds=0.2)
    headers = issuer.bearer() | JSON | {"Content-Length": "100"}
    answer = await gateway.post("/orders", data=in_pieces(0), headers=headers)
    assert await code_of(answer) == (408, "REQUEST_TIMEOUT")


@pytest.mark.parametrize("value", ["k" * 258, "clé", "a\tb"])
async def test_a_header_that_no_service_could_read_is_refused(value: str, gateway: Client, issuer: Issuer) -> None:
    answer = await gateway.post("/orders", headers=issuer.bearer() | {"Idempotency-Key": value})
    assert await code_of(answer) == (400, "MALFORMED_HEADER")
