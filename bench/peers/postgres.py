"""The one PostgreSQL server of a comparison: the stack's own, with its settings, up from the first turn to the last.

Quadrille's databases lie on it as each peer's does; `stack up` is told of it as of a server that somebody else runs.
"""

import asyncio
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager

import psycopg2
from psycopg2.extensions import connection
from psycopg2.sql import SQL, Composed, Identifier
from stack import pids, postgres, preflight
from stack.down import clean
from stack.errors import StackError
from stack.provision import Server, own_server
from stack.settings import Settings
from stack.spec import Spec

from bench.peers.place import PROGRAMS

PATIENCE_SECONDS = 30.0
SCHEMA = (PROGRAMS / "schema.sql").read_text()


@contextmanager
def server_of(environment: Mapping[str, str]) -> Iterator[Server]:
    """A server that is empty at first; stopped in the end, and its data deleted. Raises `StackError`."""
    settings = Settings.load(environment)
    clean(settings)
    for folder in (settings.run, settings.logs):
        folder.mkdir(parents=True)
    preflight.check_ports(settings, ["postgres"])
    try:
        _start(settings)
        yield own_server(settings)
    finally:
        clean(settings)


def external(environment: Mapping[str, str], server: Server) -> dict[str, str]:
    """What a stack is told that has its databases on this server."""
    account = {"DATABASE_USERNAME": server.user, "DATABASE_PASSWORD": server.password}
    return {**environment, "DATABASE_HOST": server.host, "DATABASE_PORT": str(server.port), **account}


def emptied(server: Server, database: str) -> None:
    """Make a peer's database anew, with the two tables that its sagas write."""
    dropped(server, [database])
    _execute(server, SQL("CREATE DATABASE {}").format(Identifier(database)))
    with closing(_connected(server, database)) as connected, connected, connected.cursor() as sql:
        sql.execute(SCHEMA)


def dropped(server: Server, databases: Iterable[str]) -> None:
    """Leave none of these databases."""
    for name in databases:
        _execute(server, SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def settled_of(server: Server, database: str) -> dict[str, int]:
    """How many orders of a peer are in which state, and how many payments there are."""
    with closing(_connected(server, database)) as connected, connected, connected.cursor() as sql:
        sql.execute("SELECT status, count(*) FROM orders GROUP BY status UNION SELECT 'PAID', count(*) FROM payments")
        return dict(sql.fetchall())


def _execute(server: Server, statement: Composed) -> None:
    with closing(_connected(server, "postgres")) as connected:
        connected.autocommit = True  # no transaction makes or drops a database
        with connected.cursor() as sql:
            sql.execute(statement)


def _connected(server: Server, database: str) -> connection:
    return psycopg2.connect(
        host=server.host, port=server.port, user=server.user, password=server.password, dbname=database
    )


def _start(settings: Settings) -> None:
    spec = postgres.spec(settings)
    spec.cwd.mkdir(parents=True, exist_ok=True)
    spec.prepare()
    with (settings.logs / "start.log").open("ab") as log:
        process = subprocess.Popen(
            spec.argv,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=spec.cwd,
            user=spec.user,
            group=spec.group,
            extra_groups=None if spec.user is None else [],
            start_new_session=True,
        )
    pids.write(settings.run, spec.name, process.pid)
    end = time.monotonic() + PATIENCE_SECONDS
    while not asyncio.run(_ready(spec)):
        if process.poll() is not None or time.monotonic() > end:
            raise StackError(f"PostgreSQL does not start; see {settings.logs}.")
        time.sleep(0.1)


async def _ready(spec: Spec) -> bool:
    return await spec.ready()
