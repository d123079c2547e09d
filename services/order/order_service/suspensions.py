"""Users on hold: kept in a table by the process that saw the event, watched by every replica."""

import asyncio
from uuid import UUID

from common.choreography import when
from common.contracts import UserReinstated, UserSuspended
from common.database import Database
from common.retries import until_it_works
from common.transaction import Tx

REFRESH_SECONDS = 0.5


@when(UserSuspended)
async def when_suspended(tx: Tx, event: UserSuspended) -> None:
    """When user.suspended, refuse new orders of the user, because the payments would be declined again."""
    await tx.execute("INSERT INTO suspended_users VALUES (%s::uuid) ON CONFLICT DO NOTHING", (str(event.user_id),))


@when(UserReinstated)
async def when_reinstated(tx: Tx, event: UserReinstated) -> None:
    """When user.reinstated, take orders of the user again, because the hold was lifted."""
    await tx.execute("DELETE FROM suspended_users WHERE user_id = %s::uuid", (str(event.user_id),))


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
