"""What PostgreSQL does for the statements of the tracker."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from common.transaction import Row
from tracker_service import event_log
from tracker_service import read_model as sagas
from tracker_service.seen import Seen

from tests.simulation.tables import Params, Statement, Tables


def _log(tables: Tables, params: Params) -> list[Row]:
    for row in orjson.loads(params[0]):
        tables.log.setdefault(UUID(row["id"]), _seen(row, row["data"], tables.clocks_apart))
    return []


def _seen(row: dict[str, Any], data: dict[str, Any], apart: timedelta) -> Seen:
    """What SQL reads out of a logged row; payment's clock is `apart` from order's."""
    time = datetime.fromisoformat(row["time"]) + (apart if row["source"] == "payment" else timedelta())
    return Seen(
        id=UUID(row["id"]),
        type=row["type"],
        source=row["source"],
        node=row["node"],
        time=time,
        stream=UUID(row["stream"]),
        version=row["version"],
        correlation_id=UUID(row["correlation_id"]),
        causation_id=UUID(row["causation_id"]),
        user_id=UUID(data["userId"]),
        attempt=data.get("attempt", 1),
        reason=data.get("reason"),
        total_amount=_number(data, "totalAmount"),
        currency=data.get("currency"),
        amount=_number(data, "amount"),
    )


def _number(data: dict[str, Any], name: str) -> Decimal | None:
    return Decimal(data[name]) if name in data else None


def _of_sagas(tables: Tables, params: Params) -> list[Row]:
    streams = set(map(UUID, params[0]))
    return [
        (*(getattr(seen, name) for name in Seen.__slots__), tables.sagas.get(str(seen.stream), {}).get("status"))
        for seen in tables.log.values()
        if seen.stream in streams
    ]


def _save_no_steps(_: Tables, __: Params) -> list[Row]:
    """They follow from the story."""
    return []


def _save_sagas(tables: Tables, params: Params) -> list[Row]:
    for saga in orjson.loads(params[0]):
        tables.sagas[saga["saga_id"]] = saga
        tables.violations += [f"{v['type']} in {v['state']}: {v['why']}" for v in saga["violations"]]
    return []


def _violations(tables: Tables, params: Params) -> list[Row]:
    return [(v["event_id"],) for key in params[0] if key in tables.sagas for v in tables.sagas[key]["violations"]]


TRACKER: dict[str, Statement] = {
    "SELECT pg_advisory_xact_lock(%s)": lambda _, __: [],
    event_log._ADD: _log,
    event_log._OF_SAGAS: _of_sagas,
    sagas._SAVE_SAGAS: _save_sagas,
    sagas._SAVE_STEPS: _save_no_steps,
    sagas._VIOLATIONS: _violations,
}
