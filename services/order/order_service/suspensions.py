"""Users on hold: kept in a table by the process that saw the event, watched by every replica."""

import asyncio
from uuid import UUID

from common.database import Database
from common.retries import until_it_works
from common.transaction import Tx

REFRESH_SECONDS = 0.5


async def add(tx: Tx, user_id: UUID) -> None:
    """Put a user on hold."""
    await tx.execute("INSERT INTO suspended_users VALUES (%s::uuid) ON CONFLICT DO NOTHING", (str(user_id),))


async def remove(tx: Tx, user_id: UUID) -> None:
    """Lift the hold."""
    await tx.execute("DELETE FROM suspended_users WHERE user_id = %s::uuid", (str(user_id),))


class SuspendedUsers:
    """The users on hold, at most `REFRESH_SECONDS` old: a query for every order would cost more than it is worth."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._users: frozenset[UUID] = frozenset()

    def __contains__(self, user_id: UUID) -> bool:
        return user_id in self._users

    async def load(self) -> None:
        """Read the table."""
        rows = await self._database.fetch("SELECT user_id FROM suspended_users")
        self._users = frozenset(user_id for (user_id,) in rows)

    async def watch(self) -> None:
        """Keep reading the table, for ever."""
        while True:
            await until_it_works(self.load)
            await asyncio.sleep(REFRESH_SECONDS)
