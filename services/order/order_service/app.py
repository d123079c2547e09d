"""The composition root: the parts of the order service, put together in the order in which they start."""

from collections.abc import Sequence
from uuid import UUID

from common.batching import GroupCommit
from common.commands import Decider
from common.database import Database
from common.group_read import GroupRead
from common.lock import KeyLock, Limits
from common.migrations import beside
from common.once import CLAIM_SECONDS, Once
from common.openapi import serve_openapi
from common.participant import Participant
from common.redis_client import redis_client
from common.requests import Change
from common.runtime import Runtime
from common.transaction import Tx
from redis.asyncio import Redis

from order_service import read_model, views
from order_service.admission import Admission
from order_service.choreography import PART
from order_service.commands import Command
from order_service.deadlines import Deadlines
from order_service.decide import decide
from order_service.http import ROUTES
from order_service.http.intake import INTAKE, Intake
from order_service.product_lock import ProductLock
from order_service.settings import Settings
from order_service.shapes import OrderView
from order_service.state import State, evolve
from order_service.subscriptions import EVENTS, TOPICS, Subscriptions
from order_service.suspensions import SuspendedUsers


async def main(runtime: Runtime) -> None:
    """Run the order service until a signal."""
    settings = Settings()
    participant = Participant(runtime, TOPICS)
    http = participant.http()
    redis = redis_client(settings)
    runtime.on_stop(redis.aclose)
    participant.needs("redis", redis.ping)
    locks = product_lock(redis, settings)
    decider = order_decider(settings, locks)
    await participant.prepare(beside(__file__))
    await participant.recover(decider)
    participant.relay()
    suspended = SuspendedUsers(participant.database)
    await runtime.start(suspended.load)
    group = GroupCommit(participant.database, decider, waiting=settings.intake_waiting)
    let_in = admission(participant.database, settings)
    http[INTAKE] = Intake(
        settings,
        participant.database,
        group,
        locks,
        suspended,
        once(redis, participant.database),
        let_in,
        order_reads(participant.database),
    )
    http.add_routes(ROUTES)
    serve_openapi(http, ROUTES)
    runtime.spawn("group commit", group.run())
    runtime.spawn("admission", let_in.watch())
    runtime.spawn("suspended users", suspended.watch())
    runtime.spawn("payment deadlines", Deadlines(participant.database, decider).run())
    await runtime.serve(http)
    await participant.consume(Subscriptions(decider).handle, EVENTS)
    await runtime.until_signal()


def order_decider(settings: Settings, locks: ProductLock) -> Decider[Command, State]:
    """The order's domain with its read model; cancelled orders give their locks back after commit."""

    async def project(tx: Tx, changes: Sequence[Change[State]]) -> None:
        read_model.project(tx, changes)
        tx.after_commit.append(lambda: locks.release_cancelled(changes))

    return Decider(initial=None, decide=decide, evolve=evolve, project=project, node=settings.node_name, says=PART.says)


def product_lock(redis: Redis, settings: Settings) -> ProductLock:
    """The product lock, by the limits and the scope that are set."""
    limits = Limits(settings.order_lock_seconds, settings.order_lock_least_seconds)
    return ProductLock(KeyLock(redis, limits, "product"), settings.order_lock_scope)


def order_reads(database: Database) -> GroupRead[UUID, OrderView]:
    """What reads single orders, for many at a time."""
    return GroupRead(lambda order_ids: views.many(database, order_ids))


def admission(database: Database, settings: Settings) -> Admission:
    """How many orders may be under way, by what is set."""
    least, seconds = settings.intake_unsettled_least, settings.intake_settle_seconds
    return Admission(database, settings.node_name, least=least, seconds=seconds)


def once(redis: Redis, database: Database) -> Once:
    """What keeps requests with one idempotency key apart."""
    return Once(database, KeyLock(redis, Limits(CLAIM_SECONDS, 0), "idempotency"), "order:idempotency:")
