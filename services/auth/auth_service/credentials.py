"""The table of credentials: its unique index decides whose an email is, and nothing in it leaves this service."""

from dataclasses import dataclass
from uuid import UUID

from common.errors import Refusal
from common.transaction import Tx

from auth_service.read_model import COLUMNS, view
from auth_service.shapes import UserView

_CLAIM = "INSERT INTO credentials (user_id, email, password_hash) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
_OWNER = "SELECT user_id FROM credentials WHERE email = %s"
_FIND = f"""
SELECT {COLUMNS}, password_hash FROM users JOIN credentials ON credentials.user_id = users.id
WHERE credentials.email = %s
"""
_REPLACE = "UPDATE credentials SET password_hash = %s WHERE user_id = %s AND password_hash = %s"


@dataclass(frozen=True, slots=True)
class Account:
    """A user, with what its password must match."""

    user: UserView
    password_hash: str


async def claim(tx: Tx, user_id: UUID, email: str, password_hash: str) -> None:
    """Make `email` this user's. Raises a `Refusal` EMAIL_TAKEN when it is another's, whoever came first.

    That it is this user's already is no refusal: the answer to its COMMIT was lost.
    """
    if await tx.execute(_CLAIM, (str(user_id), email, password_hash)) == 0:
        owner = await tx.fetch_one(_OWNER, (email,))
        if owner != (user_id,):
            raise Refusal("EMAIL_TAKEN", "there is an account with this email already")


async def find(tx: Tx, email: str) -> Account | None:
    """The account of a normalised email."""
    row = await tx.fetch_one(_FIND, (email,))
    return Account(view(row), row[-1]) if row else None


async def replace(tx: Tx, user_id: UUID, old: str, new: str) -> None:
    """Put a new hash in the place of `old`, unless somebody else has replaced it meanwhile."""
    await tx.execute(_REPLACE, (new, str(user_id), old))
