"""The fixtures of every test: one stack for the session, shared by all workers, beside whatever else is running."""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from common.database import Database
from common.migrations import KERNEL, migrate
from common.settings import ServiceSettings
from common.testing.scratch import scratch_database

ROOT = Path(__file__).parent
HOME = Path(os.environ.get("QUADRILLE_TEST_STACK_DIR", ROOT / ".stack-test"))
OFFSET = int(os.environ.get("QUADRILLE_TEST_PORT_OFFSET", "20000"))
# `infra` starts PostgreSQL, Kafka and Redis alone: enough for tests that stand beside the code.
ONLY = os.environ.get("QUADRILLE_TEST_ONLY")
SETTINGS = {
    # Long enough for a lost answer to be asked for again, short enough to be waited for.
    "PAYMENT_DEADLINE_SECONDS": "8",
    # All tests come from one address, and some guess passwords.
    "LOGIN_FAILURES_PER_ADDRESS": "1000000",
    # Looked for by each process in its own folder; without the file failpoints do nothing.
    "FAILPOINT_FILE": "failpoint",
}


OURS = {**os.environ, "QUADRILLE_STACK_DIR": str(HOME), "QUADRILLE_PORT_OFFSET": str(OFFSET), **SETTINGS}


def stack(command: str, *arguments: str) -> None:
    """Run a command of the stack on the stack of the tests."""
    subprocess.run([sys.executable, "-m", "stack", command, *arguments], env=OURS, check=True, timeout=180)


def verified() -> bool:
    """Whether all orders that tests have placed are as they should be, by everybody's account."""
    return subprocess.run([sys.executable, "-m", "quadrille", "verify"], env=OURS, check=False).returncode == 0


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Verify what the tests left, then stop the stack if they started it, unless another session is to follow."""
    if hasattr(session.config, "workerinput") or not (HOME / "started-by-tests").exists():
        return
    if not ONLY and not verified():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    keep = exitstatus == 0 and os.environ.get("QUADRILLE_TEST_KEEP")
    if not keep:
        (HOME / "started-by-tests").unlink()
        stack("down")


@pytest.fixture(scope="session")
def stack_home() -> Path:
    """The folder of the running stack; the first test that asks starts it, and the others wait."""
    HOME.mkdir(exist_ok=True)
    with (HOME.parent / f"{HOME.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (HOME / "run" / "supervisor.pid").exists():
            stack("up", *(["--only", ONLY] if ONLY else []))
            (HOME / "started-by-tests").touch()
    return HOME


@pytest.fixture
async def scratch_settings(stack_home: Path) -> AsyncIterator[ServiceSettings]:
    """Settings with an empty database of their own, and the Kafka and Redis of the stack."""
    server = ServiceSettings(
        node_name="test-1",
        database_port=5432 + OFFSET,
        database_name="postgres",
        database_username="stack",
        database_password=json.loads((stack_home / "secrets.json").read_text())["stack"],
        kafka_brokers=f"127.0.0.1:{9092 + OFFSET}",
        redis_port=6379 + OFFSET,
    )
    async with scratch_database(server) as settings:
        yield settings


@pytest.fixture
async def database(scratch_settings: ServiceSettings) -> AsyncIterator[Database]:
    """The scratch database, with the kernel's tables."""
    database = await Database.connect(scratch_settings.dsn, 5)
    await migrate(database, KERNEL)
    yield database
    await database.close()
