"""A process's life: parts stop in reverse order, a broken part ends it, nothing keeps it from ending."""

from typing import Any

from common.testing.programs import program


def events(log: list[dict[str, Any]]) -> list[str]:
    """What a log says, in order."""
    return [line["event"] for line in log]


async def test_a_signal_stops_the_parts_in_reverse_order() -> None:
    code, log = await program("""
async def stop(name):
    logging.getLogger(name).info(f"{name} stops")
runtime.on_stop(lambda: stop("first"))
runtime.on_stop(lambda: stop("second"))
asyncio.get_running_loop().call_later(0.1, os.kill, os.getpid(), signal.SIGTERM)
await runtime.until_signal()
""")
    assert (code, events(log)) == (0, ["ready", "stopping", "second stops", "first stops", "stopped"])


async def test_a_part_that_ends_by_itself_ends_the_process() -> None:
    code, log = await program("""
async def part():
    await asyncio.sleep(0.1)
    raise KeyError("a defect")
runtime.spawn("the part", part())
await runtime.until_signal()
""")
    assert code == 70
    assert (log[-1]["level"], log[-1]["part"]) == ("critical", "the part")
    assert "a defect" in log[-1]["exception"]


async def test_a_part_that_does_not_stop_is_left_behind() -> None:
    code, log = await program("""
runtime.on_stop(lambda: asyncio.sleep(60))
asyncio.get_running_loop().call_later(0.1, os.kill, os.getpid(), signal.SIGTERM)
await runtime.until_signal()
""")
    assert (code, log[-1]["level"]) == (70, "critical")


async def test_a_part_that_misses_one_cancellation_is_told_again() -> None:
    code, _ = await program("""
async def part():
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        await asyncio.sleep(60)
runtime.spawn("the part", part())
asyncio.get_running_loop().call_later(0.1, os.kill, os.getpid(), signal.SIGTERM)
await runtime.until_signal()
""")
    assert code == 0


async def test_a_signal_ends_the_waiting_for_what_is_away() -> None:
    code, log = await program("""
async def connect():
    raise ConnectionError("away")
asyncio.get_running_loop().call_later(0.3, os.kill, os.getpid(), signal.SIGTERM)
await runtime.start(connect)
""")
    assert code == 0
    assert events(log)[-1] == "stopped"


async def test_a_defect_while_starting_is_logged_and_ends_the_process() -> None:
    code, log = await program('raise KeyError("a defect")')
    assert code == 1
    assert "a defect" in log[0]["exception"]
