"""Tokens: only those signed by auth, for this system, and not expired, whatever else an attacker writes."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from gateway_service.testing import Client, Issuer, StartGateway, Upstream
from gateway_service.tokens import InvalidToken, TokenVerifier
from structlog.testing import capture_logs


def hmac_with_the_public_key(issuer: Issuer) -> str:
    public = issuer.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return jwt.encode(issuer.claims(), public, algorithm="HS256", headers={"kid": issuer.kid})


def unsigned(issuer: Issuer) -> str:
    return jwt.encode(issuer.claims(), "", algorithm="none", headers={"kid": issuer.kid})


def tampered(issuer: Issuer) -> str:
    _, claims, _ = issuer.token(role="admin").split(".")
    header, _, signature = issuer.token().split(".")
    return f"{header}.{claims}.{signature}"


BAD: dict[str, tuple[Callable[[Issuer], str], str]] = {
    "expired": (lambda issuer: issuer.token(exp=int(time.time()) - 1), "expired"),
    "another key under the same name": (lambda _: Issuer().token(), "not signed with a key of this system"),
    "a key nobody knows": (lambda _: Issuer("other").token(), "not signed with a key of this system"),
    "no key named": (lambda issuer: jwt.encode(issuer.claims(), issuer.private, "EdDSA"), "not signed with a key"),
    "claims of another token": (tampered, "not signed with a key of this system"),
    "alg none": (unsigned, "not signed by EdDSA"),
    "HS256 with the public key": (hmac_with_the_public_key, "not signed by EdDSA"),
    "another issuer": (lambda issuer: issuer.token(iss="somebody"), "not issued for this system"),
    "another audience": (lambda issuer: issuer.token(aud="elsewhere"), "not issued for this system"),
    "no expiry": (lambda issuer: issuer.token(exp=None), "malformed"),
    "no role": (lambda issuer: issuer.token(role=None), "malformed"),
    "a subject that is no id": (lambda issuer: issuer.token(sub="root"), "malformed"),
    "garbage": (lambda _: "garbage", "malformed"),
    "three parts of garbage": (lambda _: "a.b.c", "malformed"),
}


@pytest.mark.parametrize(("make", "words"), BAD.values(), ids=BAD.keys())
async def test_a_bad_token_is_refused_with_the_reason(
    make: Callable[[Issuer], str], words: str, gateway: Client, issuer: Issuer, upstream: Upstream
) -> None:
    answer = await gateway.get("/orders", headers={"Authorization": f"Bearer {make(issuer)}"})
    problem = await answer.json(content_type="application/problem+json")
    assert (answer.status, problem["code"]) == (401, "UNAUTHENTICATED")
    assert words in problem["detail"]
    assert 'Bearer error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert upstream.asked == []


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic dTpw"}, {"Authorization": "Bearer "}])
async def test_no_token_is_refused_with_a_challenge_that_names_no_error(
    headers: dict[str, str], gateway: Client
) -> None:
    answer = await gateway.get("/orders", headers=headers)
    assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


async def test_the_service_is_told_who_a_good_token_speaks_for(
    gateway: Client, issuer: Issuer, upstream: Upstream
) -> None:
    user = str(uuid4())
    spoofed = {"X-User-Id": str(uuid4()), "X-User-Role": "admin", "X-Gateway": "gateway-0"}
    answer = await gateway.get("/auth/me", headers=issuer.bearer(sub=user) | spoofed)
    assert answer.status == 200
    told = upstream.asked[0].headers
    assert (told["X-User-Id"], told["X-User-Role"], told["X-Gateway"]) == (user, "user", "gateway-7")
    assert "Authorization" not in told


async def test_a_clock_that_runs_behind_that_of_auth_refuses_nobody(gateway: Client, issuer: Issuer) -> None:
    answer = await gateway.get("/orders", headers=issuer.bearer(iat=int(time.time()) + 30))
    assert answer.status == 200


async def test_several_keys_are_trusted_at_once_so_that_they_can_be_rotated(
    start_gateway: StartGateway, issuer: Issuer
) -> None:
    old = Issuer("old")
    gateway = await start_gateway(old)
    for each in (issuer, old):
        assert (await gateway.get("/orders", headers=each.bearer())).status == 200


async def test_a_key_that_is_added_while_the_gateway_runs_is_trusted_beside_the_old(
    gateway: Client, issuer: Issuer, tmp_path: Path
) -> None:
    new = Issuer("new")
    assert await status(gateway, new.bearer()) == 401
    issuer.jwks_file(tmp_path, new)
    await until_answered(gateway, new.bearer(), 200)
    assert await status(gateway, issuer.bearer()) == 200


async def test_a_token_that_was_good_before_is_refused_once_its_key_is_taken_away(
    start_gateway: StartGateway, issuer: Issuer, tmp_path: Path
) -> None:
    old = Issuer("old")
    gateway, token = await start_gateway(old), old.bearer()
    assert await status(gateway, token) == 200
    issuer.jwks_file(tmp_path)
    await until_answered(gateway, token, 401)
    assert await status(gateway, issuer.bearer()) == 200


@pytest.mark.parametrize("document", ["", '{"keys": [', '{"keys": []}', "[]", '{"keys": [{"kty": "OKP"}]}'])
async def test_a_key_file_that_is_of_no_use_leaves_the_keys_as_they_were(
    document: str, gateway: Client, issuer: Issuer, tmp_path: Path
) -> None:
    with capture_logs() as logs:
        (tmp_path / "jwks.json").write_text(document)
        while not logs:
            assert await status(gateway, issuer.bearer()) == 200
    assert "jwks.json: " in logs[0]["error"]
    assert await status(gateway, issuer.bearer()) == 200


async def status(gateway: Client, headers: dict[str, str]) -> int:
    return (await gateway.get("/orders", headers=headers)).status


async def until_answered(gateway: Client, headers: dict[str, str], with_status: int) -> None:
    """Ask again, as long as it takes."""
    while await status(gateway, headers) != with_status:
        await asyncio.sleep(0.05)


def test_a_token_that_was_good_before_is_refused_once_it_expires(issuer: Issuer, tmp_path: Path) -> None:
    verifier = TokenVerifier(issuer.jwks_file(tmp_path), issuer="quadrille-auth", audience="quadrille")
    token = issuer.token()
    bearer = verifier.verify(token, time.time())
    assert verifier.verify(token, bearer.expires_at - 1) == bearer
    with pytest.raises(InvalidToken, match="expired"):
        verifier.verify(token, bearer.expires_at)
