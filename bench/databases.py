"""The services' databases of the stack that is measured, as their owner's superuser sees them."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg2
from common.settings import ServiceSettings
from psycopg2.extensions import cursor

from bench.stage import Stage

SERVICES = ("order", "payment", "tracker")


def settings_of(stage: Stage, service: str) -> ServiceSettings:
    """What leads to a service's database."""
    return ServiceSettings(
        database_port=stage.postgres,
        database_name=service,
        database_username="stack",
        database_password=json.loads((stage.home / "secrets.json").read_text())["stack"],
    )


def analyzed(stage: Stage) -> None:
    """Have every statement planned anew, by what is in the tables by now: PostgreSQL does that after an ANALYZE."""
    for service in SERVICES:
        with cursor_of(stage, service) as statements:
            statements.execute("ANALYZE")


@contextmanager
def cursor_of(stage: Stage, service: str) -> Iterator[cursor]:
    """A cursor whose statements are each a transaction that waits for no disk."""
    with closing(psycopg2.connect(settings_of(stage, service).dsn)) as connection:
        connection.autocommit = True
        with connection.cursor() as statements:
            statements.execute("SET synchronous_commit = off")
            yield statements
