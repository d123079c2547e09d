"""How long a service takes to catch up, by what its inbox tells."""

from contextlib import closing

import psycopg2
from common.database import Database
from common.settings import ServiceSettings

from bench.backlog_away import seconds_for_all

_BATCHES = """
INSERT INTO inbox SELECT uuidv7(), timestamptz '2026-01-01' + at * interval '1 second'
FROM unnest(%s::int[], %s::int[]) AS batches (at, size), generate_series(1, size)
"""


async def test_the_time_is_that_of_all_batches_though_the_last_ones_end_is_not_known(
    database: Database, scratch_settings: ServiceSettings
) -> None:
    with closing(psycopg2.connect(scratch_settings.dsn)) as connection, connection.cursor() as statements:
        statements.execute(_BATCHES, ([0, 2, 5], [20, 30, 50]))  # fifty in five seconds, and fifty more

        assert seconds_for_all(statements) == 10
