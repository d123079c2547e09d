"""What would grow for ever is kept as long as it is set to be."""

from datetime import timedelta

import pytest
from common.clock import now
from common.database import Database
from common.event_store import append
from common.housekeeping import keep_house, tidy
from common.ids import new_id
from common.settings import ServiceSettings
from common.testing.aged import behind_all
from common.testing.background import Background
from common.testing.counter import recorded
from pydantic import ValidationError

COUNT = "SELECT (SELECT count(*) FROM inbox), (SELECT count(*) FROM idempotency), (SELECT count(*) FROM events)"


async def grow(database: Database, settings: ServiceSettings) -> None:
    """In each table one row that is almost old enough, and one that is."""
    ages = {
        "inbox": timedelta(days=settings.inbox_keep_days),
        "idempotency": timedelta(hours=settings.idempotency_keep_hours),
        "events": timedelta(days=settings.archive_after_days),
    }
    async with database.transaction() as tx:
        for spare in (timedelta(minutes=5), timedelta(minutes=-5)):
            times = {name: now() - age + spare for name, age in ages.items()}
            await tx.execute("INSERT INTO inbox VALUES (%s::uuid, %s)", (str(new_id()), times["inbox"]))
            await tx.execute(
                "INSERT INTO idempotency VALUES (%s::uuid, 'k', '', 200, '{}', '', %s)",
                (str(new_id()), times["idempotency"]),
            )
            append(tx, [recorded(new_id(), 1)])
            await tx.execute("UPDATE events SET time = %s WHERE time > now() - interval '1 hour'", (times["events"],))
        await tx.execute("UPDATE relay_cursor SET tx = pg_current_xact_id(), position = 100")
    await behind_all(database)


async def test_each_table_is_tidied_by_its_own_age(database: Database, settings: ServiceSettings) -> None:
    await grow(database, settings)
    assert await database.fetch_one(COUNT) == (2, 2, 2)

    await tidy(database, settings)

    assert await database.fetch_one(COUNT) == (1, 1, 1)
    assert await database.fetch_one("SELECT count(*) FROM all_events") == (2,)


async def test_ages_are_what_is_set(database: Database, settings: ServiceSettings) -> None:
    await grow(database, settings)
    longer = {"inbox_keep_days": 15, "idempotency_keep_hours": 25, "archive_after_days": 31}

    await tidy(database, settings.model_copy(update=longer))

    assert await database.fetch_one(COUNT) == (2, 2, 2)


async def test_a_process_tidies_up_by_itself(
    database: Database, settings: ServiceSettings, background: Background
) -> None:
    await grow(database, settings)

    background(keep_house(database, settings.model_copy(update={"prune_seconds": 0.05})))

    while await database.fetch_one(COUNT) != (1, 1, 1):
        pass


@pytest.mark.parametrize(("name", "value"), [("INBOX_KEEP_DAYS", "13"), ("ARCHIVE_AFTER_DAYS", "13")])
def test_what_a_recovery_may_need_cannot_be_set_to_go_sooner(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match=name.lower()):
        ServiceSettings()
