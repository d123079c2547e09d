"""A small client of the gateway's API."""

from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import aiohttp

Json = dict[str, Any]


class ApiError(Exception):
    """The gateway answered with a problem; `status` and `code` are its."""

    def __init__(self, status: int, problem: Json) -> None:
        super().__init__(f"{status} {problem.get('code')}: {problem.get('detail')}")
        self.status, self.code = status, str(problem.get("code"))


class Client:
    """Speaks to one gateway, as nobody until `register` or `login`."""

    def __init__(self, url: str) -> None:
        self._session = aiohttp.ClientSession(url, timeout=aiohttp.ClientTimeout(total=15))
        self.token = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self._session.close()

    async def register(self, name: str) -> None:
        """Become a new user."""
        email = f"{name}-{uuid4().hex[:12]}@example.com"
        body = {"email": email, "password": uuid4().hex, "firstName": name.title(), "lastName": "Example"}
        self.token = (await self.call("POST", "/auth/register", body))["accessToken"]

    async def login(self, email: str, password: str) -> None:
        """Become a user who has registered."""
        self.token = (await self.call("POST", "/auth/login", {"email": email, "password": password}))["accessToken"]

    async def call(self, method: str, path: str, body: Json | None = None, *, key: str | None = None) -> Json:
        """One request; returns the decoded answer. Raises `ApiError` on 4xx and 5xx, `aiohttp.ClientError`.

        With an idempotency `key` it may be repeated, and is carried out once.
        """
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= {"Idempotency-Key": key} if key else {}
        async with self._session.request(method, path, json=body, headers=headers) as response:
            answer: Json = await response.json(content_type=None)
            if response.status >= 400:
                raise ApiError(response.status, answer)
            return answer
