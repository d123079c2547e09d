"""The composition root: the parts of the auth service, put together in the order in which they start."""

from datetime import timedelta

from common.commands import Decider
from common.database import Database
from common.migrations import beside
from common.participant import Participant
from common.redis_client import redis_client
from common.runtime import Runtime
from redis.asyncio import Redis

from auth_service.accounts import Accounts
from auth_service.administrator import ensure_administrator
from auth_service.choreography import PART
from auth_service.commands import Command, Tolerance
from auth_service.decide import decide
from auth_service.failures import Failures
from auth_service.http import add_endpoints
from auth_service.http.parts import Parts
from auth_service.keys import Keys
from auth_service.passwords import Passwords
from auth_service.read_model import project
from auth_service.settings import Settings
from auth_service.state import State, evolve
from auth_service.subscriptions import EVENTS, TOPICS, Subscriptions
from auth_service.throttle import Throttle
from auth_service.tokens import Signer

REDIS_SECONDS = 0.5  # a login that is not counted is better than one that waits


async def main(runtime: Runtime) -> None:
    """Run the auth service until a signal."""
    settings = Settings()
    participant = Participant(runtime, TOPICS)
    redis = redis_client(settings, REDIS_SECONDS)
    runtime.on_stop(redis.aclose)
    participant.needs("redis", redis.ping)
    await participant.prepare(beside(__file__))
    await participant.recover(user_decider(settings))
    participant.relay()
    parts = endpoint_parts(settings, participant.database, login_failures(redis, settings))
    runtime.on_stop(parts.passwords.close)
    await runtime.start(lambda: ensure_administrator(settings, parts.accounts, parts.passwords))
    http = participant.http()
    add_endpoints(http, parts)
    await runtime.serve(http)
    await participant.consume(subscriptions(settings).handle, EVENTS)
    await runtime.until_signal()


def endpoint_parts(settings: Settings, database: Database, failures: Failures) -> Parts:
    """What the endpoints need. Raises `ValueError`, naming the file, when a key file holds no key."""
    keys = Keys(settings.jwt_private_key_file, settings.jwks_file)
    return Parts(
        Accounts(database, user_decider(settings)),
        Passwords(
            time_cost=settings.argon2_time_cost,
            memory_kib=settings.argon2_memory_kib,
            waiting=settings.argon2_waiting,
        ),
        Throttle(failures),
        keys,
        Signer(keys, issuer=settings.jwt_issuer, audience=settings.jwt_audience, lifetime=settings.jwt_expires_in),
    )


def login_failures(redis: Redis, settings: Settings, prefix: str = "auth:failed-logins") -> Failures:
    """The counts of failed logins, by the limits that are set."""
    return Failures(
        redis,
        prefix,
        per_account=settings.login_failures_per_account,
        per_address=settings.login_failures_per_address,
        window=settings.login_window_seconds,
    )


def subscriptions(settings: Settings) -> Subscriptions:
    """What the service does about events of others."""
    window = timedelta(seconds=settings.suspend_window_seconds)
    return Subscriptions(user_decider(settings), Tolerance(settings.suspend_after_declines, window))


def user_decider(settings: Settings) -> Decider[Command, State]:
    """The user's domain with its read model."""
    return Decider(initial=None, decide=decide, evolve=evolve, project=project, node=settings.node_name, says=PART.says)
