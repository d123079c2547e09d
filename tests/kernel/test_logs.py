"""Logs: one JSON object a line, that says who speaks and for which request; libraries do not shout it down."""

from common.testing.programs import program


async def test_every_line_says_who_speaks_and_for_which_request() -> None:
    _, log = await program("""
import structlog
from common.context import adopt_correlation_id
adopt_correlation_id("01a2094e-61ad-7750-8b46-0ee9e3b0871e")
structlog.get_logger("ours").info("ours", order="o-1")
logging.getLogger("theirs").warning("theirs %s", 1)
raise SystemExit(0)
""")
    ours, theirs = log[0], log[1]
    assert (ours["event"], ours["order"], theirs["event"], theirs["logger"]) == ("ours", "o-1", "theirs 1", "theirs")
    for line in (ours, theirs):
        assert (line["service"], line["node"]) == ("program", "program-1")
        assert line["correlation_id"] == "01a2094e-61ad-7750-8b46-0ee9e3b0871e"
        assert {"level", "timestamp"} <= line.keys()


async def test_a_library_that_repeats_itself_is_written_down_once() -> None:
    _, log = await program("""
for n in range(100):
    logging.getLogger("aiokafka").warning("Unable connect to node %s", n)
logging.getLogger("aiokafka").warning("something else")
raise SystemExit(0)
""")
    lines = [line["event"] for line in log if line.get("logger") == "aiokafka"]
    assert lines == ["Unable connect to node 0", "something else"]
