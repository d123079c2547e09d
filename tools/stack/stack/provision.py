"""Gives each service its own database and role, on our PostgreSQL or on one named by setting."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass

import psycopg2
from psycopg2.extensions import connection, cursor
from psycopg2.sql import SQL, Composed, Identifier, Literal

from stack.credentials import SUPERUSER, database_passwords
from stack.participants import PARTICIPANTS
from stack.settings import HOST, Settings


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server and an account on it that may create databases and roles."""

    host: str
    port: int
    user: str
    password: str

    def connect(self) -> connection:
        """Raises psycopg2.OperationalError while the server is not there."""
        return psycopg2.connect(
            host=self.host,
            port=self.port,
            user=self.user,
            password=self.password,
            dbname="postgres",
            connect_timeout=2,
        )


def own_server(settings: Settings) -> Server:
    """The one this stack starts."""
    password = database_passwords(settings.home)[SUPERUSER]
    return Server(HOST, settings.port("postgres"), SUPERUSER, password)


def external_server(settings: Settings) -> Server:
    """The one DATABASE_HOST names."""
    environment = settings.environment
    user, password = environment.get("DATABASE_USERNAME", "postgres"), environment.get("DATABASE_PASSWORD", "")
    return Server(*settings.database, user, password)


def probe(server: Server) -> Callable[[], Awaitable[bool]]:
    """Ready when it lets us in."""

    def connects() -> bool:
        try:
            server.connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    return lambda: asyncio.to_thread(connects)


def provision(server: Server, settings: Settings) -> None:
    """Create what is missing and set the passwords of secrets.json; harmless when repeated."""
    passwords = database_passwords(settings.home)
    with closing(server.connect()) as connected:
        connected.autocommit = True
        with connected.cursor() as sql:
            for name in PARTICIPANTS:
                _ensure(sql, name, passwords[name])


def _ensure(sql: cursor, name: str, password: str) -> None:
    role, secret = Identifier(name), Literal(password)
    if _missing(sql, SQL("SELECT FROM pg_roles WHERE rolname = {}").format(Literal(name))):
        sql.execute(SQL("CREATE ROLE {}").format(role))
        # An account that is no superuser may give a database only to a role it is a member of.
        sql.execute(SQL("GRANT {} TO CURRENT_USER").format(role))
    sql.execute(SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(role, secret))
    if _missing(sql, SQL("SELECT FROM pg_database WHERE datname = {}").format(Literal(name))):
        sql.execute(SQL("CREATE DATABASE {} OWNER {}").format(role, role))
    sql.execute(SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(role))


def _missing(sql: cursor, query: Composed) -> bool:
    sql.execute(query)
    return sql.rowcount == 0
