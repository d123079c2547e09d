"""That both leave the same: rows a saga, table by table."""

import asyncio
import threading

from bench.databases import SERVICES, cursor_of
from bench.stage import Stage

TABLES = {
    "order": ("events", "inbox", "orders"),
    "payment": ("events", "inbox", "ledger"),
    "tracker": ("inbox", "event_log", "saga", "saga_step"),
}
_SAGAS = "SELECT count(*) FROM orders"
_TOLD = "SELECT count(*) FROM saga WHERE ended_at IS NOT NULL"
GIVE_UP_SECONDS = 30


async def rows_a_saga(stage: Stage) -> dict[str, float]:
    """Rows by table, of all sagas there were, once the tracker has told them all.

    Raises `TimeoutError` when it does not.
    """
    return await asyncio.to_thread(_counted, stage)


def _counted(stage: Stage) -> dict[str, float]:
    sagas = _one(stage, "order", _SAGAS)
    _until_told(stage, sagas)
    return {
        f"{service}.{table}": _one(stage, service, f"SELECT count(*) FROM {table}") / max(sagas, 1)
        for service in SERVICES
        for table in TABLES[service]
    }


def _until_told(stage: Stage, sagas: int) -> None:
    pause = threading.Event()
    for _ in range(GIVE_UP_SECONDS):
        if _one(stage, "tracker", _TOLD) >= sagas:
            return
        pause.wait(1.0)
    raise TimeoutError(f"the tracker has not told all of {sagas} sagas to their end")


def _one(stage: Stage, service: str, sql: str) -> int:
    with cursor_of(stage, service) as statements:
        statements.execute(sql)
        return int(statements.fetchall()[0][0])
