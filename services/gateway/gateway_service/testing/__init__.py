"""What tests of the edge work with: tokens, upstreams and a gateway, all of them real and on real sockets."""

import base64
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, unused_port
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gateway_service.routes import Route

ID = "0190c5a0-0000-7000-8000-000000000001"

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
Client = TestClient[web.Request, web.Application]
StartGateway = Callable[..., Awaitable[Client]]


class Issuer:
    """Signs tokens with a key pair of its own, named `kid`."""

    def __init__(self, kid: str = "first") -> None:
        self.kid, self.private = kid, Ed25519PrivateKey.generate()

    @property
    def public(self) -> dict[str, str]:
        """The public key as a JWK."""
        x = base64.urlsafe_b64encode(self.private.public_key().public_bytes_raw()).rstrip(b"=").decode()
        return {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": self.kid, "use": "sig", "alg": "EdDSA"}

    def claims(self, **others: Any) -> dict[str, Any]:
        """Those of a user whose token is good for a minute; None leaves one out."""
        now = int(time.time())
        claims = {"sub": str(uuid4()), "role": "user", "iat": now, "exp": now + 60, "jti": str(uuid4())}
        claims |= {"iss": "quadrille-auth", "aud": "quadrille", **others}
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, **others: Any) -> str:
        """A signed token with those claims."""
        return jwt.encode(self.claims(**others), self.private, algorithm="EdDSA", headers={"kid": self.kid})

    def bearer(self, **others: Any) -> dict[str, str]:
        """The request header that carries such a token."""
        return {"Authorization": f"Bearer {self.token(**others)}"}

    def jwks_file(self, folder: Path, *others: "Issuer") -> Path:
        """A file that holds the public keys of this issuer and others."""
        path = folder / "jwks.json"
        path.write_text(json.dumps({"keys": [issuer.public for issuer in (self, *others)]}))
        return path


@dataclass(frozen=True)
class Asked:
    """One request that an upstream got; `target` is path and query as they came."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


class Upstream:
    """An HTTP server that notes what it is asked and answers as `answer` says, on a free port by default."""

    def __init__(self, answer: Answer, port: int | None = None) -> None:
        self.answer, self.asked = answer, list[Asked]()
        app = web.Application(client_max_size=2**20)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._server = TestServer(app, port=port)

    @property
    def url(self) -> str:
        """Its base URL."""
        return f"http://127.0.0.1:{self._server.port}"

    async def __aenter__(self) -> "Upstream":
        await self._server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.close()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(Asked(request.method, request.raw_path, request.headers, await request.read()))
        return await self.answer(request)


def path_of(route: Route) -> str:
    """A path of that route."""
    return "/".join(ID if segment.startswith("{") else segment for segment in route.path.split("/"))


def nobody() -> str:
    """A base URL where nothing listens."""
    return f"http://127.0.0.1:{unused_port()}"
