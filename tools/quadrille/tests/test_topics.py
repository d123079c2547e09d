"""`quadrille topics` on a real broker: how topics stand, what was said so far in its order, and what comes."""
# long: one desk, set up once for each, serves all of it

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from aiokafka import AIOKafkaConsumer
from click.testing import CliRunner, Result
from common.clock import now, rfc3339
from common.contracts import topic_of
from common.ids import new_id
from common.publisher import Outgoing, Publisher
from common.settings import ServiceSettings
from common.testing.counter import Counted, recorded
from common.testing.records import outgoing
from common.topics import ensure_topics, partitions_by_topic
from quadrille.cli import main

MISSING = "127.0.0.1:1"


@dataclass
class Desk:
    """Two topics nobody else writes, and an operator."""

    settings: ServiceSettings
    publisher: Publisher
    names: list[str] = field(default_factory=lambda: [f"desk-{new_id().hex}" for _ in range(2)])
    followers: list[asyncio.subprocess.Process] = field(default_factory=list)

    @property
    def topics(self) -> list[str]:
        """Both."""
        return [topic_of(name) for name in self.names]

    async def run(self, *told: str) -> Result:
        """Run a command as one does in a shell."""
        arguments = ["topics", *told, "--brokers", self.settings.kafka_brokers]
        return await asyncio.to_thread(CliRunner().invoke, main, arguments)

    async def tail(self, *told: str) -> list[dict[str, Any]]:
        """What `tail` prints of both topics, up to the present end."""
        result = await self.run("tail", *self.topics, "--no-follow", *told)
        assert result.exit_code == 0, result.output
        return [json.loads(line) for line in result.stdout.splitlines()]

    async def follow(self, *told: str, stdout: int = asyncio.subprocess.PIPE) -> asyncio.subprocess.Process:
        """`tail` of both topics as a process; it ends with the test at the latest."""
        command = (sys.executable, "-m", "quadrille", "topics", "tail", *self.topics, *told)
        environment = {**os.environ, "KAFKA_BROKERS": self.settings.kafka_brokers}
        stderr = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=stdout, stderr=stderr)
        self.followers.append(process)
        return process

    async def say(self, *amounts: int, stream: UUID | None = None) -> datetime:
        """Events of a stream, to one topic and the other in turn; returns a moment after they were written."""
        for turn, amount in enumerate(amounts):
            event = recorded(stream or new_id(), 1, Counted(amount=amount))
            await self.publisher.publish([outgoing(self.topics[turn % 2], event)])
            await asyncio.sleep(0.002)  # Kafka counts time by milliseconds
        return now()


def amounts(lines: Sequence[dict[str, Any]]) -> list[int]:
    return [line["data"]["amount"] for line in lines]


@pytest.fixture
async def desk(scratch_settings: ServiceSettings) -> AsyncIterator[Desk]:
    desk = Desk(scratch_settings, Publisher(scratch_settings))
    await ensure_topics(scratch_settings, desk.topics)
    while not set(desk.topics) <= set(await partitions_by_topic(scratch_settings)):
        await asyncio.sleep(0.05)  # made, and not known to everybody yet
    yield desk
    for process in desk.followers:
        if process.returncode is None:
            process.kill()
            await process.wait()
    await desk.publisher.close()


async def test_the_list_tells_whose_a_topic_is_what_it_keeps_and_who_is_behind(desk: Desk) -> None:
    await desk.say(1, 2, 3, 4, 5)
    group = f"reader-{new_id().hex}"
    reader = AIOKafkaConsumer(
        desk.topics[0],
        bootstrap_servers=desk.settings.kafka_brokers,
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    await reader.start()
    await reader.getone()
    await reader.commit()
    await reader.stop()
    result = await desk.run("list")
    assert result.exit_code == 0, result.output + repr(result.exception)
    listed = [json.loads(line) for line in result.stdout.splitlines()]
    first, second = [line for line in listed if line["topic"] in desk.topics]
    assert first == {
        "topic": desk.topics[0],
        "owner": desk.names[0],
        "kind": "events",
        "partitions": 6,
        "records": 3,
        "lag": {group: 2},
    }
    assert (second["records"], second["lag"]) == (2, {})
    shown = (await desk.run("show", desk.topics[0])).stdout
    assert shown.startswith(f"{desk.topics[0]}  events of {desk.names[0]}, 3 records\n")
    assert "retention.ms: 604800000 (7 days)\n" in shown
    assert "lag of reader-" in shown


async def test_what_is_written_comes_in_the_order_of_time_across_topics(desk: Desk) -> None:
    await desk.say(*range(40))
    lines = await desk.tail()
    assert amounts(lines) == list(range(40))
    assert len({(line["topic"], line["partition"]) for line in lines}) > 2
    assert amounts(await desk.tail("--last", "3")) == [37, 38, 39]


async def test_one_order_and_one_type_are_seen_alone(desk: Desk) -> None:
    order = new_id()
    await desk.say(1, 2, 3)
    await desk.say(4, 5, 6, stream=order)
    await desk.say(7)
    assert amounts(await desk.tail("--order", str(order))) == [4, 5, 6]
    assert amounts(await desk.tail("--order", str(order), "--last", "1")) == [6]
    assert amounts(await desk.tail("--type", "counter.counted", "--last", "2")) == [6, 7]
    result = await desk.run("tail", *desk.topics, "--type", "payment.failed", "--no-follow")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "No record is like that.\n")


async def test_a_time_may_be_looked_at_alone(desk: Desk) -> None:
    first = rfc3339(await desk.say(1, 2))
    await asyncio.sleep(0.002)
    second = rfc3339(await desk.say(3, 4))
    await desk.say(5)
    assert amounts(await desk.tail("--since", first)) == [3, 4, 5]
    assert amounts(await desk.tail("--until", second)) == [1, 2, 3, 4]
    assert amounts(await desk.tail("--since", first, "--until", second)) == [3, 4]
    assert amounts(await desk.tail("--until", second, "--last", "1")) == [4]
    assert await desk.tail("--since", "0s") == []


async def test_what_is_no_event_is_told_with_its_reason_and_the_rest_goes_on(desk: Desk) -> None:
    await desk.say(1)
    await desk.publisher.publish([Outgoing(desk.topics[1], b"key", b"\x00\xff", [("ce_type", b"of.tomorrow")])])
    await asyncio.sleep(0.002)
    await desk.say(2)
    before, strange, after = await desk.tail()
    assert amounts([before, after]) == [1, 2]
    assert (strange["type"], strange["stream"], strange["data"]) == ("of.tomorrow", "key", "\x00\\xff")
    assert strange["reason"].startswith("no contract knows the type 'of.tomorrow'")
    shown = await desk.run("show", desk.topics[1], str(strange["partition"]), "0")
    assert "no event we know: no contract knows the type 'of.tomorrow'" in shown.stdout
    assert "000000  00 ff" in shown.stdout


async def test_records_are_followed_as_they_come_until_an_interrupt(desk: Desk) -> None:
    await desk.say(1, 2)
    process = await desk.follow("--last", "1")
    assert process.stdout is not None
    seen = [json.loads(await process.stdout.readline())]
    for amount in (3, 4, 5):
        await desk.say(amount)
        seen.append(json.loads(await process.stdout.readline()))
    process.send_signal(signal.SIGINT)
    rest, errors = await process.communicate()
    assert amounts(seen) == [2, 3, 4, 5]
    assert (process.returncode, rest, errors) == (130, b"", b"")


async def test_when_nobody_reads_any_more_it_ends_by_itself(desk: Desk) -> None:
    reads, writes = os.pipe()
    process = await desk.follow(stdout=writes)
    os.close(writes)
    os.close(reads)
    _, errors = await process.communicate()
    assert errors == b""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "{topic}x"], "Error: there is no topic {topic}x; did you mean {topic}"),
        (["tail", "{topic}x"], "Error: there is no topic {topic}x; did you mean {topic}"),
        (["show", "{topic}", "6", "0"], "Error: {topic} has the partitions 0 to 5, and no 6"),
        (["show", "{topic}", "0", "9"], "Error: partition 0 of {topic} keeps no record, and there is no 9"),
        (["show", "{topic}", "0"], "Error: Give the offset too, or no partition."),
        (["tail", "--type", "payment.faild"], "no contract knows the type payment.faild; did you mean payment.failed"),
        (["tail", "--since", "1h", "--until", "2h"], "Error: --since has to be before --until."),
    ],
)
async def test_what_is_not_there_or_not_clear_is_told_in_a_sentence(
    desk: Desk, arguments: list[str], said: str
) -> None:
    result = await desk.run(*(argument.format(topic=desk.topics[0]) for argument in arguments))
    assert result.exit_code > 0
    assert said.format(topic=desk.topics[0]) in result.stderr


async def test_which_offsets_there_are_is_told_to_who_asks_for_another(desk: Desk) -> None:
    await desk.say(1)
    (line,) = await desk.tail()
    result = await desk.run("show", line["topic"], str(line["partition"]), "7")
    assert result.exit_code == 1
    kept = f"Error: partition {line['partition']} of {line['topic']} keeps the offsets 0 to 0, and there is no 7\n"
    assert result.stderr == kept


@pytest.mark.parametrize("command", [["list"], ["tail"], ["show", "order.events.v1"]], ids=["list", "tail", "show"])
def test_where_no_broker_answers_each_command_says_so_in_a_sentence(command: list[str]) -> None:
    result = CliRunner().invoke(main, ["topics", *command, "--brokers", MISSING])
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert result.stderr.startswith(f"Error: Kafka at {MISSING} does not answer")


def test_what_is_no_address_of_brokers_is_told_in_a_sentence() -> None:
    result = CliRunner().invoke(main, ["topics", "list", "--brokers", "kafka:port"])
    assert result.exit_code == 2
    assert "'kafka:port' is no list of brokers, such as kafka-1:9092" in result.stderr
