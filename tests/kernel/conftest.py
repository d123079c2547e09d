"""Workers as processes of their own, on a scratch database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from common.database import Database
from common.settings import ServiceSettings
from common.testing.workers import Workers

SCRIPT = Path(__file__).parent / "worker.py"


@pytest.fixture
async def workers(scratch_settings: ServiceSettings, tmp_path: Path) -> AsyncIterator[Workers]:
    """Workers on a scratch database; what still runs after the test is killed."""
    database = await Database.connect(scratch_settings.dsn, 2)
    workers = Workers(SCRIPT, scratch_settings, database, tmp_path)
    yield workers
    for process in workers.processes:
        if process.returncode is None:
            process.kill()
        await process.wait()
    await database.close()
