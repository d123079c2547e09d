"""Where the bare processes run: the stack's own PostgreSQL and Kafka, with Quadrille's tables and topics."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from uuid import uuid4

import aiohttp
from common.database import Database
from common.migrations import KERNEL, migrate
from common.settings import ServiceSettings
from common.topics import ensure_topics

from bench.databases import SERVICES, settings_of
from bench.environment import ROOT
from bench.stage import HOST, USERS, Stage

TOPICS = ("order.events.v1", "payment.events.v1")


@asynccontextmanager
async def bare_stage(environment: Mapping[str, str]) -> AsyncIterator[Stage]:
    """The three processes on servers that are up; requests go to the order process itself."""
    home, offset = Path(environment["QUADRILLE_STACK_DIR"]), int(environment["QUADRILLE_PORT_OFFSET"])
    async with aiohttp.ClientSession() as session:
        users = [str(uuid4()) for _ in range(USERS)]
        stage = Stage(home, (HOST, 8090 + offset), f"{HOST}:{9092 + offset}", 5432 + offset, session, users)
        await ensure_topics(ServiceSettings(kafka_brokers=stage.brokers), TOPICS)
        for service in SERVICES:
            await _make_tables(stage, service)
        with _processes(stage):
            yield stage


async def _make_tables(stage: Stage, service: str) -> None:
    database = await Database.connect(settings_of(stage, service).dsn, 1)
    await migrate(database, KERNEL, ROOT / "services" / service / "migrations")
    await database.close()


@contextmanager
def _processes(stage: Stage) -> Iterator[None]:
    started: list[subprocess.Popen[bytes]] = []
    try:
        for service in SERVICES:
            started.append(_start(stage, service))
        for process in started:
            assert process.stdout is not None
            if not process.stdout.readline():
                raise RuntimeError("a bare process ended while starting")
        yield
    finally:
        for service, process in zip(SERVICES, started, strict=False):
            process.kill()  # nothing is lost by it
            process.wait()
            _pid_file(stage, service).unlink(missing_ok=True)


def _start(stage: Stage, service: str) -> "subprocess.Popen[bytes]":
    role = settings_of(stage, service)
    environment = {
        **os.environ,
        "BARE_DSN": f"postgresql://{role.database_username}:{role.database_password}@{HOST}:{stage.postgres}/{service}",
        "BARE_BROKERS": stage.brokers,
        "BARE_PORT": str(stage.nginx[1]),
    }
    command = [sys.executable, "-m", f"bench.bare.{service}"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)
    _pid_file(stage, service).write_text(str(process.pid))  # by which its CPU is found
    return process


def _pid_file(stage: Stage, service: str) -> Path:
    return stage.home / "run" / f"{service}-1.pid"
