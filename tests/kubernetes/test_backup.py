"""The nightly backup dumps each database of which it has the password, and what it dumps can be restored."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from psycopg2.extensions import connection
from stack.postgres import client

from conftest import OFFSET
from tests.kubernetes.tools import K8S

NAME, PORT = "k8s_backup", 5432 + OFFSET


def connected(user: str, password: str, database: str) -> "closing[connection]":
    """To the server of the tests."""
    opened = psycopg2.connect(host="127.0.0.1", port=PORT, user=user, password=password, dbname=database)
    opened.autocommit = True
    return closing(opened)


@pytest.fixture
def database(stack_home: Path) -> Iterator[None]:
    """A database with a role of the same name, as each service has, and one row in it."""
    password = json.loads((stack_home / "secrets.json").read_text())["stack"]
    with connected("stack", password, "postgres") as server, server.cursor() as sql:
        sql.execute(f"CREATE ROLE {NAME} LOGIN PASSWORD 'secret'")
        sql.execute(f"CREATE DATABASE {NAME} OWNER {NAME}")
        with connected(NAME, "secret", NAME) as own, own.cursor() as within:
            within.execute("CREATE TABLE kept AS SELECT 'a row to be kept' AS what")
        yield
        sql.execute(f"DROP DATABASE {NAME}")
        sql.execute(f"DROP ROLE {NAME}")


def test_what_is_dumped_can_be_restored_and_what_is_old_goes(database: None, tmp_path: Path) -> None:
    secrets, backups = tmp_path / "secrets", tmp_path / "backups"
    secrets.mkdir()
    backups.mkdir()
    (secrets / f"{NAME}_database_password").write_text("secret")
    old = backups / "order-20200101T000000Z.dump"
    old.touch()
    os.utime(old, (0, 0))
    programs = client("pg_dump").parent
    told = {"SECRETS": str(secrets), "BACKUPS": str(backups), "DATABASE_HOST": "127.0.0.1", "DATABASE_PORT": str(PORT)}
    environment = {"PATH": f"{programs}:{os.environ['PATH']}", **told}
    subprocess.run(["sh", str(K8S / "base" / "backup.sh")], env=environment, check=True)
    [dump] = backups.iterdir()
    restored = subprocess.run([str(client("pg_restore")), "--file=-", str(dump)], check=True, capture_output=True)
    assert b"a row to be kept" in restored.stdout
