"""The composition root: the parts of the payment service, put together in the order in which they start."""

from collections.abc import Sequence

from common.batching import GroupCommit
from common.commands import Decider
from common.migrations import beside
from common.participant import Participant
from common.requests import Change
from common.runtime import Runtime
from common.transaction import Tx

from payment_service import jobs, ledger
from payment_service.choreography import PART
from payment_service.commands import Command
from payment_service.decide import decide
from payment_service.http import DESK, ROUTES, Desk
from payment_service.providers.books import HttpBooks
from payment_service.providers.http import HttpProvider
from payment_service.settings import Settings
from payment_service.state import Payment, evolve
from payment_service.subscriptions import EVENTS, TOPICS, subscriptions
from payment_service.worker import Worker


async def main(runtime: Runtime) -> None:
    """Run the payment service until a signal."""
    settings = Settings()
    participant = Participant(runtime, TOPICS)
    await participant.prepare(beside(__file__))
    workers: list[Worker] = []
    decider = payment_decider(settings, workers)
    await participant.recover(decider)
    participant.relay()
    http = participant.http()
    http[DESK] = Desk(participant.database, provider_books(runtime, settings))
    http.add_routes(ROUTES)
    await runtime.serve(http)
    # At work with the inline adapter too: attempts that began over HTTP end over HTTP.
    workers.append(provider_worker(participant, settings, decider))
    handle = subscriptions(decider, decides_inline=settings.payment_adapter == "inline")
    await participant.consume(handle, EVENTS)
    await runtime.until_signal()


def payment_decider(settings: Settings, workers: Sequence[Worker]) -> Decider[Command, Payment]:
    """The payment's domain with its jobs and ledger; new jobs wake the workers after commit."""

    async def project(tx: Tx, changes: Sequence[Change[Payment]]) -> None:
        ledger.project(tx, changes)
        if jobs.project(tx, changes):
            for worker in workers:
                tx.after_commit.append(worker.wake)

    return Decider(
        initial=Payment(), decide=decide, evolve=evolve, project=project, node=settings.node_name, says=PART.says
    )


def provider_books(runtime: Runtime, settings: Settings) -> HttpBooks | None:
    """What reads the provider's own record, where there is one."""
    if settings.payment_adapter == "inline":
        return None
    books = HttpBooks(settings.payment_provider_url, timeout=settings.provider_timeout_seconds)
    runtime.on_stop(books.close)
    return books


def provider_worker(participant: Participant, settings: Settings, decider: Decider[Command, Payment]) -> Worker:
    """The worker that asks the provider over HTTP, with what it needs."""
    runtime = participant.runtime
    provider = HttpProvider(
        settings.payment_provider_url,
        timeout=settings.provider_timeout_seconds,
        threshold=settings.provider_circuit_threshold,
        circuit_seconds=settings.provider_circuit_seconds,
    )
    runtime.on_stop(provider.close)
    group = GroupCommit(participant.database, decider, waiting=settings.provider_concurrency)
    runtime.spawn("group commit", group.run())
    worker = Worker(participant.database, group, provider, settings.provider_concurrency)
    runtime.spawn("provider worker", worker.run())
    return worker
