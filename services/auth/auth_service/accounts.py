"""Registering, finding and changing users: each one transaction, done again while a fault is transient."""

from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

from common.commands import Decider
from common.database import Database
from common.requests import Request
from common.retries import backoff
from common.transaction import Tx

from auth_service import credentials, read_model
from auth_service.commands import Command
from auth_service.credentials import Account
from auth_service.shapes import UserView
from auth_service.state import State

PATIENCE_SECONDS = 4.0  # the gateway waits for five

T = TypeVar("T")


class Accounts:
    """Every method raises a transient error when the database stayed away: then it may or may not have been done."""

    def __init__(self, database: Database, decider: Decider[Command, State]) -> None:
        self._database, self._decider = database, decider

    async def register(self, request: Request[Command], email: str, password_hash: str) -> UserView:
        """Make a user and its credentials; raises a `Refusal` EMAIL_TAKEN."""

        async def work(tx: Tx) -> UserView:
            await credentials.claim(tx, request.stream, email, password_hash)
            return await self._carry_out(tx, request)

        return await self._durably(work)

    async def carry_out(self, request: Request[Command]) -> UserView:
        """Carry out a command; returns the user after it, or raises the command's `Refusal`."""
        return await self._durably(lambda tx: self._carry_out(tx, request))

    async def find(self, email: str) -> Account | None:
        """The account of a normalised email."""
        return await self._durably(lambda tx: credentials.find(tx, email))

    async def one(self, user_id: UUID) -> UserView | None:
        """A user as clients see it."""
        return await self._durably(lambda tx: read_model.one(tx, user_id))

    async def replace_hash(self, account: Account, password_hash: str) -> None:
        """Store another hash for an account."""
        await self._durably(
            lambda tx: credentials.replace(tx, account.user["id"], account.password_hash, password_hash)
        )

    async def _carry_out(self, tx: Tx, request: Request[Command]) -> UserView:
        (outcome,) = await self._decider.execute(tx, [request])
        if outcome.refusal is not None:
            raise outcome.refusal
        user = await read_model.one(tx, request.stream)
        assert user is not None
        return user

    async def _durably(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        async for attempt in backoff(PATIENCE_SECONDS):
            with attempt:
                async with self._database.transaction() as tx:
                    return await work(tx)
        raise AssertionError("backoff ends by a return or by raising")
