"""POST /auth/login: a token for who knows the password."""

from aiohttp import web
from common.errors import Refusal
from common.http import json_response

from auth_service.http.bodies import LogInBody
from auth_service.http.parts import PARTS
from auth_service.state import Status


async def log_in(request: web.Request) -> web.Response:
    """200 with a token and the user; 401 INVALID_CREDENTIALS, which never tells which of both is wrong.

    403 USER_SUSPENDED is for who knows the password only: others learn nothing of the account.
    """
    parts = request.app[PARTS]
    body = LogInBody.model_validate_json(await request.read())
    account = await parts.accounts.find(body.email)
    matches = await parts.passwords.verify(body.password, account.password_hash if account else None)
    if account is None or not matches:
        raise Refusal("INVALID_CREDENTIALS", "the email or the password is wrong", 401)
    if account.user["status"] == Status.SUSPENDED:
        raise Refusal("USER_SUSPENDED", "the account is on hold; an administrator can lift it", 403)
    if parts.passwords.is_outdated(account.password_hash):
        await parts.accounts.replace_hash(account, await parts.passwords.hash(body.password))
    return json_response(parts.session(account.user))
