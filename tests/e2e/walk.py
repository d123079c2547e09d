"""Walks the API's document: a request that succeeds for each operation, and one for each documented refusal."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import httpx

Json = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One request: who asks (a token), for which path, with what."""

    token: str
    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: Json | None = None
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None


@dataclass(frozen=True)
class Operation:
    """One operation of the document."""

    method: str
    path: str
    described: Json

    @property
    def name(self) -> str:
        return str(self.described["operationId"])

    @property
    def is_admins(self) -> bool:
        return "FORBIDDEN" in self.codes(403)

    @property
    def is_public(self) -> bool:
        return not self.described["security"]

    def codes(self, status: int) -> list[str]:
        """The problem codes documented for a status."""
        described = self.described["responses"].get(str(status))
        return described["description"].split(", ") if described else []

    @property
    def refusals(self) -> list[tuple[int, str]]:
        """Every documented refusal but those of the edge that its own tests bring about on every route."""
        found = [(int(s), code) for s in self.described["responses"] if s >= "400" for code in self.codes(int(s))]
        elsewhere = {"SERVICE_UNAVAILABLE", "TOO_MANY_REQUESTS", "REQUEST_TIMEOUT"}
        return [(status, code) for status, code in found if code not in elsewhere]


def operations(document: Json) -> list[Operation]:
    """All operations of a document."""
    return [
        Operation(method.upper(), path, described)
        for path, methods in document["paths"].items()
        for method, described in methods.items()
    ]


@dataclass
class Walker:
    """A customer, an administrator and a suspended user who walk through the API together."""

    http: httpx.AsyncClient
    customer: str
    admin: str
    suspended: str
    suspended_account: Json

    async def send(self, operation: Operation, asked: Asked) -> httpx.Response:
        """Send one request."""
        headers = {**({"Authorization": f"Bearer {asked.token}"} if asked.token else {}), **asked.headers}
        if asked.content is not None:
            headers.setdefault("Content-Type", "application/json")
        return await self.http.request(
            operation.method,
            operation.path.format_map(asked.path),
            params=asked.query,
            json=asked.body if asked.content is None else None,
            content=asked.content,
            headers=headers,
        )

    def token(self, operation: Operation) -> str:
        """Whose request it may be."""
        return "" if operation.is_public else self.admin if operation.is_admins else self.customer

    async def register(self) -> tuple[str, Json]:
        """A new user's token and account."""
        account = {"email": f"{uuid4().hex}@example.com", "password": uuid4().hex}
        answer = await self.http.post("/auth/register", json={**account, "firstName": "A", "lastName": "B"})
        return str(answer.raise_for_status().json()["accessToken"]), account

    async def failed_order(self) -> Json:
        """A cancelled order of a customer of its own, for declined payments add up."""
        return await self.order("card_declined", until="CANCELLED", token=(await self.register())[0])

    async def order(self, method: str = "card_ok", until: str = "", token: str = "", **more: Any) -> Json:
        """An order of the customer's (or the token's), once it has a status if one is named."""
        item = {"productId": str(uuid4()), "productName": "A thing", "quantity": 1, "price": 1}
        body = {"items": [item], "shippingAddress": "here", "paymentMethod": method, **more}
        who = {"Authorization": f"Bearer {token or self.customer}"}
        answer = await self.http.post("/orders", json=body, headers=who)
        placed: Json = answer.raise_for_status().json()
        while until and placed["status"] != until:
            await asyncio.sleep(0.05)
            placed = (await self.http.get(f"/orders/{placed['id']}", headers=who)).json()
        return placed

    async def seen(self, path: str) -> None:
        """Wait until the tracker has heard of something."""
        while (await self.http.get(path, headers={"Authorization": f"Bearer {self.customer}"})).status_code == 404:
            await asyncio.sleep(0.05)


Make = Callable[[Walker, Operation], Awaitable[Asked]]


async def generic(walker: Walker, operation: Operation, make: Make, code: str) -> httpx.Response | None:
    """A refusal that has the same way for every operation, made from a request that would succeed; None for others."""
    if code == "IDEMPOTENCY_IN_PROGRESS":
        return await _too_early(walker, operation, make)
    asked = await make(walker, operation)
    parameters = {parameter["name"]: parameter["in"] for parameter in operation.described["parameters"]}
    header = next((name for name in ("Idempotency-Key", "If-Match", "Last-Event-ID") if name in parameters), "")
    nobody = {n: "no%01key" if n == "key" else str(uuid4()) for n, place in parameters.items() if place == "path"}
    wrong = {"body": {"unknown": 1}} if asked.body is not None else {"query": {"unknown": "1"}}
    key = str(uuid4())
    changes: dict[str, Json] = {
        "UNAUTHENTICATED": {"token": ""},
        "FORBIDDEN": {"token": walker.customer},
        "NOT_FOUND": {"path": nobody},
        "MALFORMED_JSON": {"content": b"{"},
        "MALFORMED_BODY": {"content": b"junk", "headers": {"Content-Encoding": "gzip"}},
        "MALFORMED_HEADER": {"headers": {header: "k" * 300}},
        "MALFORMED_IDEMPOTENCY_KEY": {"headers": {header: "two words"}},
        "PAYLOAD_TOO_LARGE": {"content": b" " * 300_000},
        "UNSUPPORTED_MEDIA_TYPE": {"content": b"a=b", "headers": {"Content-Type": "text/plain"}},
        "VALIDATION_FAILED": wrong,
        "VERSION_MISMATCH": {"headers": {"If-Match": '"999"'}},
        "IDEMPOTENCY_KEY_REUSED": {"headers": {"Idempotency-Key": key}},
    }
    if code == "USER_SUSPENDED" and not operation.is_public:
        return await walker.send(operation, replace(asked, token=walker.suspended))
    if code not in changes:
        return None
    changed = replace(asked, **changes[code])
    if code == "IDEMPOTENCY_KEY_REUSED":
        await walker.http.post(
            "/orders",
            json={"items": [{"productId": key, "productName": "x", "quantity": 1, "price": 1}], "shippingAddress": "x"},
            headers={"Authorization": f"Bearer {asked.token}", "Idempotency-Key": key},
        )
    return await walker.send(operation, changed)


async def _too_early(walker: Walker, operation: Operation, make: Make) -> httpx.Response:
    """The same request many times at once under one key: some come while the first is under way."""
    for _ in range(20):
        asked = replace(await make(walker, operation), headers={"Idempotency-Key": str(uuid4())})
        answers = await asyncio.gather(*(walker.send(operation, asked) for _ in range(20)))
        early = [answer for answer in answers if answer.status_code == 409]
        if early:
            return early[0]
    return answers[0]
