"""Where it all happens: a stack of its own, and users with real tokens."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import aiohttp

HOST = "127.0.0.1"
USERS = 20


@dataclass(frozen=True)
class Stage:
    """A running stack from outside: its folder, its servers, a session at nginx and the users' tokens."""

    home: Path
    nginx: tuple[str, int]
    brokers: str
    postgres: int
    session: aiohttp.ClientSession
    tokens: Sequence[str]


@asynccontextmanager
async def open_stage(environment: Mapping[str, str]) -> AsyncIterator[Stage]:
    """The stack that `environment` tells of, with new users."""
    home, offset = Path(environment["QUADRILLE_STACK_DIR"]), int(environment["QUADRILLE_PORT_OFFSET"])
    nginx = (HOST, 8090 + offset)
    timeout, connector = aiohttp.ClientTimeout(total=15), aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(f"http://{HOST}:{nginx[1]}", timeout=timeout, connector=connector) as session:
        tokens = [(await register(session))[1] for _ in range(USERS)]
        yield Stage(home, nginx, f"{HOST}:{9092 + offset}", 5432 + offset, session, tokens)


async def register(session: aiohttp.ClientSession) -> tuple[str, str]:
    """A new user's email and token."""
    email = f"{uuid4().hex}@example.com"
    body = {"email": email, "password": uuid4().hex, "firstName": "Bench", "lastName": "User"}
    async with session.post("/auth/register", json=body) as response:
        response.raise_for_status()
        return email, str((await response.json())["accessToken"])
