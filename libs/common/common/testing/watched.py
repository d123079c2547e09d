"""A database that can be counted on, and made to fail as networks do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg2

from common.database import Database
from common.transaction import Tx


class Watched(Database):
    """The same database, which counts transactions, and can lose the answer to a COMMIT or not answer at all."""

    def __init__(self, database: Database) -> None:
        super().__init__(database._pool, database.at_connect)
        self.transactions, self.answers_to_lose, self.away = 0, 0, False

    @asynccontextmanager
    async def transaction(self, *, again: bool = False) -> AsyncIterator[Tx]:
        """A real transaction."""
        if self.away:
            raise psycopg2.OperationalError("the server is away")
        async with super().transaction(again=again) as tx:
            yield tx
        self.transactions += 1
        if self.answers_to_lose:
            self.answers_to_lose -= 1
            raise psycopg2.OperationalError("the connection was lost after COMMIT")
