"""Hashing passwords by argon2id, in two threads: it takes the CPU that the event loop, and so the relay, lives on."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from common.errors import Overloaded

THREADS = 2

T = TypeVar("T")


class Passwords:
    """Hashes and verifies. Every coroutine raises `Overloaded` (transient) when `waiting` calls wait already."""

    def __init__(self, *, time_cost: int, memory_kib: int, waiting: int) -> None:
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="argon2")
        self._most, self._waiting = THREADS + waiting, 0
        # Nobody knows its password; verified where there is no account, so that the answer takes as long.
        self._nobodys = self._hasher.hash(secrets.token_urlsafe())

    async def hash(self, password: str) -> str:
        """An encoded hash, with its salt and parameters in it."""
        return await self._in_pool(self._hasher.hash, password)

    async def verify(self, password: str, hashed: str | None) -> bool:
        """Whether `password` is the one that was hashed; without a hash it takes as long and is False."""
        return await self._in_pool(self._matches, password, hashed or self._nobodys) and hashed is not None

    def is_outdated(self, hashed: str) -> bool:
        """Whether `hashed` was made with other parameters than those set now."""
        return self._hasher.check_needs_rehash(hashed)

    async def close(self) -> None:
        """Let the threads end; what still waited is cancelled."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _matches(self, password: str, hashed: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except VerifyMismatchError:
            return False

    async def _in_pool(self, work: Callable[..., T], *texts: str) -> T:
        if self._waiting >= self._most:
            raise Overloaded("too many passwords are being checked already")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *texts)
        finally:
            self._waiting -= 1
