"""A schema registry that speaks Confluent's API: the few requests that fill one, and its errors in a sentence each."""

from base64 import b64encode
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import quote

import aiohttp
from yarl import URL

from quadrille.schemas.versions import Version

MEDIA_TYPE = "application/vnd.schemaregistry.v1+json"
SECONDS = 30.0


class RegistryError(Exception):
    """The registry cannot be filled; says why in a sentence."""


@dataclass(frozen=True)
class Place:
    """Where a registry keeps a schema: the version of its subject, and the id by which records may name it."""

    version: int
    id: int


class Registry:
    """The registry at `url`, which may have `user` in it, as a context manager. Everything raises `RegistryError`."""

    def __init__(self, url: str, user: str | None = None) -> None:
        try:
            given = URL(url)
        except ValueError:
            given = URL()
        if given.scheme not in ("http", "https") or not given.host:
            raise RegistryError(f"{url} is no address of a registry; it looks like http://registry:8081")
        self.url = str(given.with_user(None)).rstrip("/")  # no password in what we say
        user = user or (f"{given.user}:{given.password or ''}" if given.user else "")
        self._headers = {"Authorization": f"Basic {b64encode(user.encode()).decode()}"} if user else {}

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(headers=self._headers, timeout=aiohttp.ClientTimeout(total=SECONDS))
        try:
            status, answer = await self._ask("GET", "/subjects")
            if status != HTTPStatus.OK or not isinstance(answer, list):
                raise RegistryError(
                    f"{self.url} is no schema registry: GET /subjects answers {status};"
                    " Apicurio's is at /apis/ccompat/v7 of its address"
                )
        except RegistryError:
            await self._session.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def find(self, version: Version) -> Place | None:
        """Where the schema is, if it was registered before."""
        status, answer = await self._ask("POST", subject_path(version.subject), version.body)
        if status == HTTPStatus.NOT_FOUND:
            return None
        if status != HTTPStatus.OK:
            raise RegistryError(f"{_shown(version)} cannot be looked up: {_reason(status, answer)}")
        return Place(answer["version"], answer["id"])

    async def add(self, version: Version) -> Place:
        """Register a schema that is not there yet."""
        status, answer = await self._ask("POST", f"{subject_path(version.subject)}/versions", version.body)
        if status == HTTPStatus.CONFLICT:
            raise RegistryError(f"{_shown(version)} is not {version.level} compatible: {_reason(status, answer)}")
        if status != HTTPStatus.OK:
            raise RegistryError(f"{_shown(version)} is refused: {_reason(status, answer)}")
        place = await self.find(version)
        if place is None:
            raise RegistryError(f"{_shown(version)} was registered, but the registry does not find it")
        return place

    async def set_level(self, subject: str, level: str) -> None:
        """Set what the next version of a subject must be compatible with."""
        status, answer = await self._ask("PUT", config_path(subject), {"compatibility": level})
        if status != HTTPStatus.OK:
            raise RegistryError(f"the compatibility of {subject} cannot be set to {level}: {_reason(status, answer)}")

    async def _ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        headers = {"Accept": MEDIA_TYPE, "Content-Type": MEDIA_TYPE} if body else {"Accept": MEDIA_TYPE}
        try:
            async with self._session.request(method, self.url + path, json=body, headers=headers) as response:
                if response.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
                    raise RegistryError(
                        f"{self.url} does not let us in ({response.status}): give --user NAME:PASSWORD of somebody"
                        " who may write"
                    )
                return response.status, await response.json(content_type=None)
        except ValueError as error:
            raise RegistryError(f"{self.url} is no schema registry: {method} {path} answers no JSON") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise RegistryError(f"nothing answers at {self.url}: {error or type(error).__name__}") from error


def subject_path(subject: str) -> str:
    """Where a subject is."""
    return f"/subjects/{quote(subject, safe='')}"


def config_path(subject: str) -> str:
    """Where the compatibility of a subject is."""
    return f"/config/{quote(subject, safe='')}"


def _shown(version: Version) -> str:
    return f"schema version {version.number} of {version.subject}"


def _reason(status: int, answer: object) -> str:
    return str(answer.get("message", answer)) if isinstance(answer, dict) else f"it answers {status}"
