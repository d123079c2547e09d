"""Numbered SQL files, each applied once, in order, under a lock: replicas may all start at the same time."""

from pathlib import Path

import structlog

from common.database import Database

KERNEL = Path(__file__).parent / "sql"
LOCK = 7_031_001  # any number, the same in every replica

log = structlog.get_logger(__name__)


def beside(package_file: str) -> Path:
    """A service's migrations: inside its package when installed from a wheel, beside it in a checkout."""
    package = Path(package_file).resolve().parent
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


async def migrate(database: Database, *folders: Path) -> list[str]:
    """Apply what is missing from `folders`, in the order given; returns the names applied. All or nothing.

    A name says whether the kernel or the service wants it, wherever the folder lies: a checkout or a wheel.
    """
    async with database.transaction() as tx:
        await tx.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        await tx.execute(
            "CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, applied_at timestamptz DEFAULT now())"
        )
        done = {name for (name,) in await tx.fetch("SELECT name FROM migrations")}
        applied = []
        for folder in folders:
            for path in sorted(folder.glob("*.sql")):
                name = f"{'kernel' if folder == KERNEL else 'service'}/{path.name}"
                if name in done:
                    continue
                await tx.execute(path.read_text())
                await tx.execute("INSERT INTO migrations (name) VALUES (%s)", (name,))
                applied.append(name)
    if applied:
        log.info("migrations applied", names=applied)
    return applied
