"""Bad input is a 4xx problem that says what is wrong, and the processes go on."""

import base64
import json
import time
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from quadrille.shop import Shop
from stack.keys import public_jwk

GOOD: dict[str, Any] = {
    "items": [{"productId": "bad-input", "productName": "A thing", "quantity": 1, "price": "1.00"}],
    "shippingAddress": "1 Dance Hall Lane",
}


def _item(**change: Any) -> dict[str, Any]:
    return {**GOOD, "items": [{**GOOD["items"][0], **change}]}


BODIES = {
    "an array": ([], "body"),
    "no items": ({**GOOD, "items": []}, "items"),
    "1,000 items": ({**GOOD, "items": GOOD["items"] * 1000}, "items"),
    "no address": ({"items": GOOD["items"]}, "shippingAddress"),
    "items of the wrong type": ({**GOOD, "items": "chair"}, "items"),
    "a quantity of the wrong type": (_item(quantity="two"), "items.0.quantity"),
    "a quantity of none": (_item(quantity=0), "items.0.quantity"),
    "too large a quantity": (_item(quantity=1001), "items.0.quantity"),
    "a negative price": (_item(price=-1), "items.0.price"),
    "a price that is no number": (_item(price="dear"), "items.0.price"),
    "a price with three places": (_item(price="0.001"), "items.0.price"),
    "an unknown payment method": ({**GOOD, "paymentMethod": "beads"}, "paymentMethod"),
    "an unknown confirmation": ({**GOOD, "confirmation": "perhaps"}, "confirmation"),
    "a NUL in a name": (_item(productName="a\x00b"), "items.0.productName"),
    "a NUL in the address": ({**GOOD, "shippingAddress": "a\x00b"}, "shippingAddress"),
}


@pytest.mark.parametrize("name", BODIES)
async def test_a_wrong_order_is_refused_with_the_name_of_the_field(
    shop: Shop, session: aiohttp.ClientSession, name: str
) -> None:
    body, field = BODIES[name]
    status, problem = await _post(session, json.dumps(body).encode(), shop.client.token)
    assert (status, problem["code"]) == (422, "VALIDATION_FAILED")
    assert any(error["field"].startswith(field) for error in problem["errors"]), problem


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 5000, b'{"items": NaN}'])
async def test_malformed_json_is_refused(shop: Shop, session: aiohttp.ClientSession, body: bytes) -> None:
    status, problem = await _post(session, body, shop.client.token)
    assert (status, problem["code"]) == (400, "MALFORMED_JSON")


@pytest.mark.parametrize(
    "body", [{**GOOD, "items": GOOD["items"] * 10_000}, {**GOOD, "shippingAddress": "x" * 300_000}]
)
async def test_a_body_over_256_kib_is_refused_unread(
    shop: Shop, session: aiohttp.ClientSession, body: dict[str, Any]
) -> None:
    status, problem = await _post(session, json.dumps(body).encode(), shop.client.token)
    assert (status, problem["code"]) == (413, "PAYLOAD_TOO_LARGE")
    assert problem["errors"][0]["field"] == "body"


@pytest.mark.parametrize("email", ["nobody", "a\x00b@example.com", 7, None])
async def test_a_wrong_registration_is_refused_with_the_name_of_the_field(
    session: aiohttp.ClientSession, email: object
) -> None:
    body = {"email": email, "password": "long enough", "firstName": "A", "lastName": "B"}
    async with session.post("/auth/register", json=body) as response:
        problem = await response.json(content_type=None)
        assert (response.status, problem["code"]) == (422, "VALIDATION_FAILED")
        assert problem["errors"][0]["field"] == "email"


async def test_a_token_of_another_key_is_refused(shop: Shop, session: aiohttp.ClientSession) -> None:
    claims = jwt.decode(shop.client.token, options={"verify_signature": False})
    kid = jwt.get_unverified_header(shop.client.token)["kid"]
    forged = jwt.encode(claims, Ed25519PrivateKey.generate(), algorithm="EdDSA", headers={"kid": kid})
    assert await _refusal(session, forged) == (401, "UNAUTHENTICATED")


async def test_an_expired_token_is_refused(stack_home: Path, shop: Shop, session: aiohttp.ClientSession) -> None:
    key = load_pem_private_key((stack_home / "keys" / "jwt.pem").read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    claims = jwt.decode(shop.client.token, options={"verify_signature": False})
    kid = public_jwk(key)["kid"]
    fresh = jwt.encode({**claims, "exp": int(time.time()) + 60}, key, algorithm="EdDSA", headers={"kid": kid})
    expired = jwt.encode({**claims, "exp": int(time.time()) - 60}, key, algorithm="EdDSA", headers={"kid": kid})
    assert await _refusal(session, fresh) is None
    assert await _refusal(session, expired) == (401, "UNAUTHENTICATED")


async def test_a_token_without_a_signature_is_refused(shop: Shop, session: aiohttp.ClientSession) -> None:
    header = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    assert await _refusal(session, f"{header}.{shop.client.token.split('.')[1]}.") == (401, "UNAUTHENTICATED")


async def _refusal(session: aiohttp.ClientSession, token: str) -> tuple[int, str] | None:
    async with session.get("/orders", headers={"Authorization": f"Bearer {token}"}) as response:
        if response.status == 200:
            return None
        assert response.content_type == "application/problem+json"
        return response.status, (await response.json(content_type=None))["code"]


async def _post(session: aiohttp.ClientSession, body: bytes, token: str) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    async with session.post("/orders", data=body, headers=headers) as response:
        assert response.content_type == "application/problem+json"
        assert response.headers["X-Correlation-Id"]
        return response.status, await response.json(content_type=None)
