"""The servers of a stack of its own, killed and stopped in every way they may be."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psutil
import psycopg2
import pytest
from psycopg2.extensions import connection
from stack import pids
from stack.settings import Settings
from stack.state import StackState

OFFSET = "21000"
SERVERS = ("kafka", "postgres", "redis")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    home = tmp_path_factory.mktemp("stack")
    settings = Settings.load({**os.environ, "QUADRILLE_STACK_DIR": str(home), "QUADRILLE_PORT_OFFSET": OFFSET})
    yield settings
    run(settings, "clean")


@pytest.fixture
def up(settings: Settings) -> Settings:
    """A stack that is up; taking it up again costs nothing."""
    run(settings, "up", "--only", "infra")
    return settings


def run(settings: Settings, *command: str) -> str:
    arguments = [sys.executable, "-m", "stack", *command]
    ended = subprocess.run(
        arguments, env=settings.environment, check=True, stdout=subprocess.PIPE, text=True, timeout=100
    )
    return ended.stdout


def process(settings: Settings, name: str) -> psutil.Process:
    found = pids.read(settings.run, name)
    assert found is not None
    return found


def connect(settings: Settings, database: str = "order") -> connection:
    """As the role of the order service."""
    password = json.loads((settings.home / "secrets.json").read_text())["order"]
    host, port = settings.database
    return psycopg2.connect(host=host, port=port, user="order", password=password, dbname=database)


def execute(settings: Settings, statement: str) -> list[tuple[int, ...]]:
    """Run and commit one statement."""
    with closing(connect(settings)) as connected, connected, connected.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def wait_until_back(settings: Settings, name: str, dead: int) -> None:
    """Return when another process has taken the dead one's place; the test's own time limit ends the wait."""
    while True:
        state = StackState.read(settings.run)
        child = state.children[name] if state else None
        if child and child.status == "ready" and child.pid != dead:
            return
        time.sleep(0.05)


def test_a_stack_that_is_up_says_so_when_taken_up_again(up: Settings) -> None:
    before = [process(up, name).pid for name in SERVERS]
    assert run(up, "up", "--only", "infra") == "The stack is already up.\n"
    assert [process(up, name).pid for name in SERVERS] == before


@pytest.mark.parametrize("name", SERVERS)
def test_a_killed_server_is_started_again(up: Settings, name: str) -> None:
    killed = process(up, name)
    killed.kill()
    wait_until_back(up, name, killed.pid)
    assert process(up, name).pid != killed.pid


def test_a_killed_postgres_keeps_what_was_committed_and_waits_for_no_query(up: Settings) -> None:
    execute(up, "CREATE TABLE kept AS SELECT 42 AS value")
    killed = process(up, "postgres")
    with ThreadPoolExecutor() as threads:
        query = threads.submit(execute, up, "SELECT 1 FROM pg_sleep(600)")
        while execute(up, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)'") != [(1,)]:
            time.sleep(0.05)
        killed.kill()
        assert isinstance(query.exception(), psycopg2.Error)
    wait_until_back(up, "postgres", killed.pid)
    assert execute(up, "SELECT value FROM kept") == [(42,)]


def test_down_twice_is_harmless_and_keeps_data(up: Settings) -> None:
    execute(up, "CREATE TABLE stays ()")
    servers = [process(up, name) for name in (*SERVERS, "supervisor")]
    assert run(up, "down") == "Everything is stopped.\n"
    assert not any(server.is_running() for server in servers)
    assert run(up, "down") == "Nothing was running.\n"
    run(up, "up", "--only", "infra")
    assert execute(up, "SELECT count(*) FROM stays") == [(0,)]


def test_down_stops_what_a_killed_supervisor_left_behind(up: Settings) -> None:
    servers = [process(up, name) for name in SERVERS]
    os.kill(process(up, "supervisor").pid, signal.SIGKILL)
    assert run(up, "down") == "Everything is stopped.\n"
    assert not any(server.is_running() for server in servers)
    assert pids.names(up.run) == []


def test_a_role_may_not_enter_another_services_database(up: Settings) -> None:
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        connect(up, "payment")
