"""What PostgreSQL does for the statements of order and payment; one that nobody here knows is a KeyError."""

from uuid import UUID

from common.transaction import Row
from order_service import deadlines
from order_service import read_model as orders
from payment_service import claims, jobs, ledger

from tests.simulation.tables import KERNEL, Params, Statement, Tables
from tests.simulation.tracker_statements import TRACKER

_JOB = [name.strip() for name in jobs.COLUMNS.split(",")]
_STAYS = ("amount", "currency", "payment_method", "correlation_id", "traceparent")  # on conflict


def _insert_orders(tables: Tables, columns: Params) -> list[Row]:
    for row in zip(*columns, strict=True):
        tables.orders[row[0]] = (row[2], row[4], UUID(row[11]))
    return []


def _update_orders(tables: Tables, columns: Params) -> list[Row]:
    for row in zip(*columns, strict=True):
        tables.orders[row[0]] = (row[1], row[3], tables.orders[row[0]][2])
    return []


def _due_orders(tables: Tables, _: Params) -> list[Row]:
    pending = [(UUID(key), row[1], row[2]) for key, row in tables.orders.items() if row[0] == "PENDING"]
    return [pending[tables.which % len(pending)]] if pending else []


def _put_jobs(tables: Tables, columns: Params) -> list[Row]:
    for row in zip(*columns, strict=True):
        new, key = dict(zip(_JOB, row[:-1], strict=True)), (row[0], row[1])
        old = tables.jobs.get(key, new)
        tables.jobs[key] = {**new, **{name: old[name] for name in _STAYS}, "tries": 0}
    return []


def _jobs_done(tables: Tables, columns: Params) -> list[Row]:
    for key in zip(*columns, strict=True):
        tables.jobs.pop(key, None)
    return []


def _claim_job(tables: Tables, _: Params) -> list[Row]:
    """One that the schedule names: a lease may have lapsed at any moment."""
    if not tables.jobs:
        return []
    key = list(tables.jobs)[tables.which % len(tables.jobs)]
    job = tables.jobs[key] = {**tables.jobs[key], "tries": tables.jobs[key]["tries"] + 1}
    ids = {name: UUID(job[name]) for name in ("order_id", "cause", "correlation_id")}
    return [tuple({**job, **ids}.values())]


def _book(tables: Tables, columns: Params) -> list[Row]:
    tables.ledger += [row[1:5] for row in zip(*columns, strict=True)]
    return []


def _nothing(_: Tables, __: Params) -> list[Row]:
    return []


STATEMENTS: dict[str, Statement] = {
    **KERNEL,
    **TRACKER,
    orders._INSERT: _insert_orders,
    orders._UPDATE: _update_orders,
    deadlines._DUE: _due_orders,
    jobs._PUT: _put_jobs,
    jobs._DONE: _jobs_done,
    claims._CLAIM: _claim_job,
    claims._POSTPONE: _nothing,
    ledger._BOOK: _book,
}
