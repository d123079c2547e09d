"""The durable record: charges, refunds and what was answered under each key, in one SQLite file."""

import sqlite3
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from payment_sandbox.entries import Charge, Refund
from payment_sandbox.money import from_minor

Operation = Literal["charge", "refund", "void"]

CHARGE_COLUMNS = "id, idempotency_key, order_id, amount, currency, payment_method, created_at"
REFUND_COLUMNS = "id, idempotency_key, charge_id, order_id, amount, currency, created_at"


@dataclass(frozen=True)
class Request:
    """What is known of an idempotency key: the body it came with first and, once final, its answer."""

    body: str
    order_id: str | None
    status: int | None
    answer: str | None


def open_record(path: Path) -> sqlite3.Connection:
    """Open or create the file so that a commit is on the disk, not only with the operating system."""
    # Nobody else has any business writing here: a lock is told of soon, as a fault of the moment.
    connection = sqlite3.connect(path, timeout=1.0, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.executescript((Path(__file__).parent / "schema.sql").read_text())
    return connection


class Record:
    """The queries of the one writing connection; they run in the transaction that its user has begun."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def request(self, operation: Operation, key: str) -> Request | None:
        row = self._row(
            "SELECT body, order_id, status, answer FROM request WHERE operation = ? AND key = ?",
            *(operation, key),
        )
        return Request(**row) if row else None

    def count_attempt(self, operation: Operation, key: str, body: str, order_id: str | None) -> int:
        """Return which attempt of the key this is, from 1."""
        row = self._row(
            "INSERT INTO request (operation, key, body, order_id) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET attempts = attempts + 1 RETURNING attempts",
            *(operation, key, body, order_id),
        )
        assert row is not None
        return int(row["attempts"])

    def keep_answer(self, operation: Operation, key: str, status: int, answer: str) -> None:
        command = "UPDATE request SET status = ?, answer = ? WHERE operation = ? AND key = ?"
        self._connection.execute(command, (status, answer, operation, key))

    def add_charge(self, charge: Charge) -> None:
        self._insert("charge", CHARGE_COLUMNS, charge.row())

    def add_refund(self, refund: Refund) -> None:
        self._insert("refund", REFUND_COLUMNS, refund.row())

    def charge(self, charge_id: str) -> Charge | None:
        row = self._row(f"SELECT {CHARGE_COLUMNS} FROM charge WHERE id = ?", charge_id)
        return Charge.from_row(row) if row else None

    def charge_under_key(self, key: str) -> Charge | None:
        row = self._row(f"SELECT {CHARGE_COLUMNS} FROM charge WHERE idempotency_key = ?", key)
        return Charge.from_row(row) if row else None

    def refunded(self, charge_id: str) -> Decimal:
        """Return how much of a charge has been given back, 0.00 if nothing."""
        row = self._row("SELECT COALESCE(SUM(amount), 0) AS sum FROM refund WHERE charge_id = ?", charge_id)
        assert row is not None
        return from_minor(row["sum"])

    def newest_refund(self, charge_id: str) -> Refund | None:
        query = f"SELECT {REFUND_COLUMNS} FROM refund WHERE charge_id = ? ORDER BY number DESC LIMIT 1"
        row = self._row(query, charge_id)
        return Refund.from_row(row) if row else None

    def _row(self, query: str, *parameters: str | None) -> dict[str, Any] | None:
        row = self._connection.execute(query, parameters).fetchone()
        return dict(row) if row else None

    def _insert(self, table: str, columns: str, row: dict[str, Any]) -> None:
        places = ", ".join(f":{column}" for column in columns.split(", "))
        self._connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", row)
