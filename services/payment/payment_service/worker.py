"""The worker: asks the provider what the jobs say, outside transactions, many at once, and records its answers."""

import asyncio

import structlog
from common.batching import GroupCommit
from common.bell import heard
from common.clock import now
from common.database import Database
from common.errors import Transient
from common.failpoints import failpoint
from common.requests import Request
from common.retries import until_it_works
from common.tracing import spans

from payment_service.claims import Job, claim, postpone
from payment_service.commands import Command, RecordCharge, RecordRefund, RecordVoid
from payment_service.providers import Provider
from payment_service.state import Payment

POLL_SECONDS = 0.5
LEASE_SECONDS = 6.0  # what a killed worker held waits as long; a job that takes longer is asked twice, under one key
LONGEST_WAIT = 5.0

log = structlog.get_logger(__name__)


class Worker:
    """One a process; replicas share the table."""

    def __init__(
        self, database: Database, group: GroupCommit[Command, Payment], provider: Provider, concurrency: int
    ) -> None:
        """At most `concurrency` calls are under way at once."""
        self._database, self._group, self._provider = database, group, provider
        self._free = concurrency
        self._wake = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """There is something new to do."""
        self._wake.set()

    async def run(self) -> None:
        """Work for ever; cancelling it drops the calls under way, and whoever has the lease next asks again."""
        try:
            while True:
                if not await until_it_works(self._claim_some):
                    await heard(self._wake, POLL_SECONDS)
        finally:
            for task in self._running:
                task.cancel()

    async def _claim_some(self) -> int:
        if self._free == 0:
            return 0
        jobs = await claim(self._database, now(), LEASE_SECONDS, self._free)
        if jobs:
            await failpoint("job.claimed")
        for job in jobs:
            self._free -= 1
            task = asyncio.create_task(self._work(job))
            self._running.add(task)
            task.add_done_callback(self._finished)
        return len(jobs)

    def _finished(self, task: "asyncio.Task[None]") -> None:
        self._free += 1
        self._running.discard(task)
        self.wake()
        if not task.cancelled() and (error := task.exception()):
            log.error("a payment job failed and will be tried again after its lease", exc_info=error)

    async def _work(self, job: Job) -> None:
        structlog.contextvars.bind_contextvars(correlation_id=str(job.correlation_id))
        with spans().working(job.action, job.traceparent, {"quadrille.correlation_id": str(job.correlation_id)}):
            await self._settle(job)

    async def _settle(self, job: Job) -> None:
        try:
            await failpoint("provider.calling")
            command = await self._ask(job)
            await failpoint("provider.answered")
            if command is not None:
                await self._group.submit(_request(job, command))
        except Transient as error:
            wait = min(LONGEST_WAIT, 0.25 * 2 ** min(job.tries, 8))  # tries has no end, a float has
            log.warning("a payment job waits", action=job.action, order=str(job.order_id), why=str(error))
            await until_it_works(lambda: postpone(self._database, job, now(), wait))

    async def _ask(self, job: Job) -> Command | None:
        match job.action:
            case "charge":
                verdict = await self._provider.charge(job.sum)
                return RecordCharge(job.attempt, verdict) if verdict else None
            case "void":
                voided = await self._provider.void(job.sum)
                return RecordVoid(job.attempt, voided.charge_id, voided.refund_id)
            case "refund":
                return RecordRefund(job.attempt, await self._provider.refund(job.sum, job.charge_id or ""))


def _request(job: Job, command: Command) -> Request[Command]:
    return Request(
        id=job.cause,
        stream=job.order_id,
        command=command,
        correlation_id=job.correlation_id,
        time=now(),
        traceparent=spans().here(job.traceparent),
    )
