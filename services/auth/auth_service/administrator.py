"""The administrator that the settings name: there from the start, for somebody has to lift holds."""

from common.clock import now
from common.contracts import ADMIN
from common.errors import Refusal, Transient
from common.ids import new_id
from common.requests import Request

from auth_service.accounts import Accounts
from auth_service.commands import Command, RegisterUser
from auth_service.passwords import Passwords
from auth_service.settings import Settings


async def ensure_administrator(settings: Settings, accounts: Accounts, passwords: Passwords) -> None:
    """Make sure that the administrator exists, with this password; replicas may all do so at the same time.

    Raises `Transient` when another replica was faster, to be called again, and `ValueError` when the email belongs to
    a user who is no administrator: promoting whoever registered it would be a way in.
    """
    if settings.admin_email is None or settings.admin_password is None:
        return
    email, password = settings.admin_email, settings.admin_password.get_secret_value()
    account = await accounts.find(email)
    if account is None:
        await _register(accounts, email, await passwords.hash(password))
    elif account.user["role"] != ADMIN:
        raise ValueError(f"ADMIN_EMAIL {email} belongs to a user who is no administrator; set another")
    elif not await passwords.verify(password, account.password_hash):
        await accounts.replace_hash(account, await passwords.hash(password))


async def _register(accounts: Accounts, email: str, password_hash: str) -> None:
    command = RegisterUser(new_id(), email, "Quadrille", "Administrator", ADMIN)
    request: Request[Command] = Request(
        id=new_id(), stream=command.user_id, command=command, correlation_id=new_id(), time=now()
    )
    try:
        await accounts.register(request, email, password_hash)
    except Refusal as refusal:
        raise Transient("another replica registered the administrator at the same time") from refusal
