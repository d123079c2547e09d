"""POST /auth/login: a token for who knows the password."""

from aiohttp import web
from common.errors import Refusal
from common.http import json_response
from common.identity import address_of
from common.openapi import Answer, Operation, operation

from auth_service.credentials import Account
from auth_service.failures import Attempt
from auth_service.http.bodies import LogInBody
from auth_service.http.parts import PARTS, Parts
from auth_service.shapes import Session
from auth_service.state import Status

LOG_IN = Operation(
    "Log in",
    {200: Answer(Session, "a token and the user")},
    body=LogInBody,
    refusals={401: ("INVALID_CREDENTIALS",), 403: ("USER_SUSPENDED",), 429: ("TOO_MANY_ATTEMPTS",)},
)


@operation(LOG_IN)
async def log_in(request: web.Request) -> web.Response:
    """200 with a token and the user; 401 INVALID_CREDENTIALS, which never tells which of both is wrong.

    403 USER_SUSPENDED is for who knows the password only: others learn nothing of the account. 429 TOO_MANY_ATTEMPTS
    comes before the password is looked at, for an account that is there as for one that is not.
    """
    parts = request.app[PARTS]
    body = LogInBody.model_validate_json(await request.read())
    account = await _prove(parts, body, address_of(request))
    if account.user["status"] == Status.SUSPENDED:
        raise Refusal("USER_SUSPENDED", "the account is on hold; an administrator can lift it", 403)
    if parts.passwords.is_outdated(account.password_hash):
        await parts.accounts.replace_hash(account, await parts.passwords.hash(body.password))
    return json_response(parts.session(account.user))


async def _prove(parts: Parts, body: LogInBody, address: str) -> Account:
    """The account whose password it is; a failure counts against the account and the address."""
    attempt = Attempt.at(body.email, address)
    await parts.throttle.admit(attempt)
    account = await parts.accounts.find(body.email)
    matches = await parts.passwords.verify(body.password, account.password_hash if account else None)
    if account is None or not matches:
        await parts.throttle.failed(attempt)
        raise Refusal("INVALID_CREDENTIALS", "the email or the password is wrong", 401)
    await parts.throttle.succeeded(attempt)
    return account
