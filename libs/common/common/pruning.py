"""Deleting what is old enough, some rows at a time: no statement runs for long, and others get in between."""

from common.database import Database

ROWS = 10_000


async def prune_in_batches(database: Database, statement: str, age: int) -> int:
    """Run `statement`, which takes an age and a number of rows, until nothing is left; returns the rows deleted."""
    pruned = 0
    while True:
        async with database.transaction() as tx:
            rows = await tx.execute(statement, (age, ROWS))
        pruned += rows
        if rows < ROWS:
            return pruned
