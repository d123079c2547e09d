"""A database that was set back: its service notices, and handles again what the database has forgotten, once."""

from common.testing.workers import Workers


async def committed(workers: Workers) -> bool:
    """Whether all that was said is handled, and the offsets are where the records end."""
    rows = await workers.database.fetch("SELECT sum(next_offset)::int FROM consumed")
    return bool(rows[0][0] == len(await workers.handled()))


async def forget(workers: Workers) -> None:
    """As a restore of the empty database does."""
    await workers.database.fetch("TRUNCATE handled, inbox, consumed; SELECT 1")


async def test_what_was_forgotten_is_handled_again_when_the_service_starts(workers: Workers) -> None:
    await workers.say(20)
    first, _ = await workers.start("worker-1")
    await workers.until_handled(20)
    await workers.until(lambda: committed(workers))
    first.terminate()
    await first.wait()
    await forget(workers)
    await workers.start("worker-2")
    await workers.until_handled(20)
    assert await workers.handled() == list(range(1, 21))


async def test_a_process_whose_database_is_set_back_under_it_ends_to_begin_anew(workers: Workers) -> None:
    await workers.say(20)
    first, _ = await workers.start("worker-1")
    await workers.until_handled(20)
    await workers.until(lambda: committed(workers))
    await forget(workers)
    await workers.say(3)  # whose offsets the process would commit
    assert await first.wait() == 70
    await workers.start("worker-2")
    await workers.until_handled(23)
    assert await workers.handled() == sorted([*range(1, 21), 1, 2, 3])


async def test_a_usual_restart_reads_nothing_twice(workers: Workers) -> None:
    await workers.say(20)
    first, _ = await workers.start("worker-1")
    await workers.until_handled(20)
    await workers.until(lambda: committed(workers))
    first.terminate()
    await first.wait()
    await workers.start("worker-2")
    await workers.say(1)
    await workers.until_handled(21)
    assert "set back" not in "".join(log.read_text() for log in workers.logs.glob("*.log"))
