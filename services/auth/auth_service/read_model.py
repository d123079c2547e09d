"""The table of users: written with the events, read by the queries."""

from collections.abc import Sequence
from uuid import UUID

from common.contracts import UserRegistered, UserReinstated, UserSuspended
from common.envelope import Recorded
from common.requests import Change
from common.transaction import Row, Tx

from auth_service.shapes import UserView
from auth_service.state import State, Status

COLUMNS = "users.id, users.email, users.first_name, users.last_name, users.role, users.status"
_ONE = f"SELECT {COLUMNS} FROM users WHERE id = %s"
_INSERT = """
INSERT INTO users (id, email, first_name, last_name, role, status, registered_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
_SUSPEND = "UPDATE users SET status = %s WHERE id = %s"
_REINSTATE = "UPDATE users SET status = %s, reinstated_at = %s WHERE id = %s"


async def project(tx: Tx, changes: Sequence[Change[State]]) -> None:
    """Bring the table up to the streams that a batch changed."""
    for change in changes:
        for recorded in change.added:
            await _apply(tx, recorded)


async def _apply(tx: Tx, recorded: Recorded) -> None:
    user_id = str(recorded.stream)
    match recorded.event:
        case UserRegistered() as e:
            row = (user_id, e.email, e.first_name, e.last_name, e.role, Status.ACTIVE, recorded.time)
            await tx.execute(_INSERT, row)
        case UserSuspended():
            await tx.execute(_SUSPEND, (Status.SUSPENDED, user_id))
        case UserReinstated():
            await tx.execute(_REINSTATE, (Status.ACTIVE, recorded.time, user_id))


async def one(tx: Tx, user_id: UUID) -> UserView | None:
    """A user as clients see it."""
    row = await tx.fetch_one(_ONE, (str(user_id),))
    return view(row) if row else None


def view(row: Row) -> UserView:
    """A row that begins with `COLUMNS` as clients see it."""
    return {
        "id": row[0],
        "email": row[1],
        "firstName": row[2],
        "lastName": row[3],
        "role": row[4],
        "status": row[5],
    }
