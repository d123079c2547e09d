"""Services run on uvloop, and aiopg's connections work there, however many were refused or lost before."""

from common.settings import ServiceSettings
from common.testing.programs import program

# As many as may get the numbers of sockets that were closed; `run` has made the loop and aiopg ready for it.
_PROGRAM = """
import aiopg, psycopg2, structlog
from common.database import Database

assert "uvloop" in type(asyncio.get_running_loop()).__module__
refused = 0
for _ in range(30):
    try:
        await aiopg.connect("host=127.0.0.1 port=1 user=nobody dbname=none", timeout=5)
    except psycopg2.OperationalError:
        refused += 1
database = await Database.connect({dsn!r}, 3)
answers, lost = [], 0
for n in range(20):
    try:
        await database.fetch("SELECT pg_terminate_backend(pg_backend_pid())")
    except (psycopg2.OperationalError, psycopg2.InterfaceError):
        lost += 1
    answers += await asyncio.gather(*(database.fetch("SELECT %s FROM pg_sleep(0.01)", (n,)) for _ in range(3)))
await database.close()
structlog.get_logger().info("result", refused=refused, lost=lost, answers=[row[0] for rows in answers for row in rows])
"""


async def test_after_connections_that_were_refused_or_ended_by_the_server_new_ones_work(
    scratch_settings: ServiceSettings,
) -> None:
    code, log = await program(_PROGRAM.format(dsn=scratch_settings.dsn))
    (result,) = [line for line in log if line["event"] == "result"]
    assert (code, result["refused"], result["lost"]) == (0, 30, 20)
    assert result["answers"] == [n for n in range(20) for _ in range(3)]
