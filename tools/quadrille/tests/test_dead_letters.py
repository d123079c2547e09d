"""`quadrille dead-letters` on a real broker: what is there is shown, and what is settled is settled once."""
# long: all that an operator does at one desk

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from click.testing import CliRunner, Result
from common.contracts import topic_of
from common.dead_letters import BYTES_LIMIT, DeadLetter
from common.ids import new_id
from common.publisher import Outgoing, Publisher
from common.settings import ServiceSettings
from common.testing.counter import Counted, CountedTwice, recorded
from common.testing.records import headers_of, outgoing, read
from common.topics import dead_letters_of, ensure_topics, retries_of, settled_of
from quadrille.cli import main
from quadrille.dead_letters import views
from quadrille.dead_letters.shelf import letters_of
from quadrille.kafka.broker import Broker
from rich.console import Console

CORRUPTED = b"\x00\xffnot json"


@dataclass
class Desk:
    """A service nobody else plays, its topics, and an operator."""

    service: str
    settings: ServiceSettings
    publisher: Publisher

    async def run(self, command: str, *arguments: str) -> Result:
        """Run a command as one does in a shell."""
        told = ["dead-letters", command, *arguments, "--brokers", self.settings.kafka_brokers]
        return await asyncio.to_thread(CliRunner().invoke, main, told)

    async def listed(self, *options: str) -> list[dict[str, Any]]:
        """What `list` prints."""
        result = await self.run("list", "--service", self.service, *options)
        assert result.exit_code == 0, result.output
        return [json.loads(line) for line in result.stdout.splitlines()]

    async def die(self, *records: Outgoing, reason: str = "Poison: it never fits") -> None:
        """Let the service find that it cannot handle records of its topic."""
        topic = topic_of(self.service)
        await self.publisher.publish(records)
        found = (await read(self.settings, topic, 1_000_000, seconds=2.0))[-len(records) :]
        letters = [DeadLetter(record, record.headers, f"{self.service}:decode", reason) for record in found]
        await self.publisher.publish([letter.outgoing(self.service) for letter in letters])

    async def written(self, topic: str) -> list[Any]:
        """All records of a topic."""
        return await read(self.settings, topic, 1_000_000, seconds=2.0)


@pytest.fixture
async def desk(scratch_settings: ServiceSettings) -> AsyncIterator[Desk]:
    settings = scratch_settings.model_copy(update={"kafka_partitions": 1})
    service = f"desk-{new_id().hex}"
    await ensure_topics(settings, [of(service) for of in (topic_of, dead_letters_of, retries_of, settled_of)])
    publisher = Publisher(settings)
    yield Desk(service, settings, publisher)
    await publisher.close()


def said(desk: Desk, amount: int) -> Outgoing:
    return outgoing(topic_of(desk.service), recorded(new_id(), 1, Counted(amount=amount)))


def own_headers(headers: Iterable[tuple[str, bytes | None]]) -> list[tuple[str, bytes | None]]:
    return [pair for pair in headers if not pair[0].startswith("dl_")]


async def test_the_list_names_each_letter_that_waits_and_why(desk: Desk) -> None:
    await desk.die(record := said(desk, 1))
    (letter,) = await desk.listed()
    assert letter.pop("time").endswith("Z")
    assert letter == {
        "id": f"{desk.service}:0:0",
        "service": desk.service,
        "reason": "Poison: it never fits",
        "handler": f"{desk.service}:decode",
        "topic": topic_of(desk.service),
        "partition": 0,
        "offset": 0,
        "type": "counter.counted",
        "correlationId": headers_of(record)["ce_correlationid"],
        "attempts": 1,
        "state": "waiting",
    }


async def test_on_a_terminal_the_list_is_a_table_with_short_reasons(desk: Desk) -> None:
    await desk.die(said(desk, 1), reason="[/b] " + "long " * 100)
    async with Broker(desk.settings.kafka_brokers) as broker:
        letters = await letters_of(broker, [desk.service])
    console = Console(width=400, force_terminal=True, color_system=None)
    with console.capture() as capture:
        console.print(views.table(letters))
    assert f"{desk.service}:0:0" in capture.get()
    assert capture.get().count("long") == 60 // len("long ") - 1


async def test_a_letter_is_shown_with_its_headers_its_value_and_the_whole_reason(desk: Desk) -> None:
    await desk.die(said(desk, 7), replace(said(desk, 1), value=CORRUPTED), reason="long " * 100)
    readable = await desk.run("show", f"{desk.service}:0:0")
    assert '  "amount": 7,' in readable.stdout
    assert "ce_type: counter.counted\n" in readable.stdout
    assert f"dl_reason: {'long ' * 100}\n" in readable.stdout
    corrupted = await desk.run("show", f"{desk.service}:0:1")
    assert "000000  00 ff 6e 6f 74 20 6a 73 6f 6e" in corrupted.stdout
    assert corrupted.stdout.endswith("..not json\n")


async def test_a_replayed_record_goes_to_its_service_alone_as_it_came_and_once(desk: Desk) -> None:
    await desk.die(record := said(desk, 1))
    number = f"{desk.service}:0:0"
    first = await desk.run("replay", number, "--who", "ada")
    again = await desk.run("replay", number)
    assert (first.exit_code, first.stdout) == (0, f"{number}  replayed, to {retries_of(desk.service)}\n")
    assert (again.exit_code, again.stdout) == (0, f"{number}  was replayed already, by ada\n")
    (replayed,) = await desk.written(retries_of(desk.service))
    assert (replayed.key, replayed.value) == (record.key, record.value)
    assert own_headers(replayed.headers) == record.headers
    told = headers_of(replayed)
    assert (told["dl_topic"], told["dl_offset"], told["dl_attempts"]) == (topic_of(desk.service), "0", "1")
    assert len(await desk.written(topic_of(desk.service))) == 1
    assert (await desk.listed(), [each["state"] for each in await desk.listed("--all")]) == ([], ["replayed"])


async def test_a_discarded_letter_waits_no_more_and_tells_who_discarded_it_and_why(desk: Desk) -> None:
    await desk.die(said(desk, 1), said(desk, 2))
    number = f"{desk.service}:0:1"
    assert (await desk.run("discard", number)).exit_code == 2
    discarded = await desk.run("discard", number, "--reason", "a test of theirs", "--who", "ada")
    assert (discarded.exit_code, discarded.stdout) == (0, f"{number}  discarded\n")
    assert [letter["id"] for letter in await desk.listed()] == [f"{desk.service}:0:0"]
    assert "by ada: a test of theirs\n" in (await desk.run("show", number)).stdout
    assert (await desk.run("replay", number)).stdout == f"{number}  was discarded already, by ada\n"
    assert await desk.written(retries_of(desk.service)) == []


async def test_all_that_wait_are_replayed_and_those_that_are_settled_are_not(desk: Desk) -> None:
    await desk.die(*(said(desk, amount) for amount in range(3)))
    await desk.run("discard", f"{desk.service}:0:1", "--reason", "a test of theirs")
    result = await desk.run("replay", "--all", "--service", desk.service)
    assert (result.exit_code, result.stdout.count("replayed, to")) == (0, 2)
    assert len(await desk.written(retries_of(desk.service))) == 2


async def test_a_dry_run_tells_what_would_come_of_each_and_changes_nothing(desk: Desk) -> None:
    good = said(desk, 1)
    headers = dict(good.headers)
    unknown = replace(good, headers=list({**headers, "ce_type": b"of.tomorrow"}.items()))
    newer = outgoing(topic_of(desk.service), recorded(new_id(), 1, CountedTwice(amount=1, times=2)))
    await desk.die(good, replace(good, value=CORRUPTED), unknown, newer)
    result = await desk.run("replay", "--all", "--service", desk.service, "--dry-run")
    read_, refused, unheard_of, too_new = (
        line.split("  ")[1] for line in result.stdout.splitlines() if "  would" in line
    )
    assert read_ == (
        f"would be read, as a counter.counted; whether it is handled is for {desk.service} to say;"
        " its original record is kept"
    )
    assert refused.startswith("would be refused again: the value is not a counter.counted")
    assert unheard_of.startswith("would be refused again: no contract knows the type 'of.tomorrow'")
    assert too_new.startswith("would be refused again: written by a newer version")
    assert len(await desk.listed()) == 4
    assert await desk.written(retries_of(desk.service)) == []


async def test_what_was_too_large_for_a_letter_is_replayed_from_where_it_came_from(desk: Desk) -> None:
    huge = replace(said(desk, 1), value=b"x" * (BYTES_LIMIT + 1))
    await desk.die(huge)
    assert "900001 bytes are left out" in (await desk.run("show", f"{desk.service}:0:0")).stdout
    assert (await desk.run("replay", f"{desk.service}:0:0")).exit_code == 0
    (replayed,) = await desk.written(retries_of(desk.service))
    assert (replayed.key, replayed.value, own_headers(replayed.headers)) == (huge.key, huge.value, huge.headers)


async def test_what_was_too_large_and_is_gone_from_where_it_came_from_cannot_be_replayed(desk: Desk) -> None:
    await desk.die(said(desk, 1))
    (letter,) = await desk.written(dead_letters_of(desk.service))
    told = {**dict(letter.headers), "dl_omitted": b"900001", "dl_offset": b"5"}
    await desk.publisher.publish([Outgoing(letter.topic, letter.key, None, list(told.items()))])
    number = f"{desk.service}:0:1"
    result = await desk.run("replay", number)
    assert result.exit_code == 1
    assert result.stdout == (
        f"{number}  cannot be replayed: 900001 bytes of it were left out, and its original record is gone\n"
    )
    assert number in [letter["id"] for letter in await desk.listed()]


async def test_a_letter_that_tells_nothing_is_shown_and_does_nothing_to_a_terminal(desk: Desk) -> None:
    await desk.publisher.publish([Outgoing(dead_letters_of(desk.service), b"key", None, [("odd", b"\xff\x1b[2J")])])
    (letter,) = await desk.listed()
    assert (letter["type"], letter["topic"], letter["attempts"]) == (None, dead_letters_of(desk.service), 1)
    assert "odd: \\xff\\x1b[2J\n" in (await desk.run("show", letter["id"])).stdout


@pytest.mark.parametrize(
    ("arguments", "said_"),
    [
        (["replay", "nonsense:0:0"], "no service called nonsense has dead letters"),
        (["show", "{service}:0:0"], "there is no dead letter {service}:0:0, or no more"),
        (["show", "7"], "'7' is no number of a dead letter, such as order:2:17"),
        (["replay"], "Name the letters, or give --all"),
        (["replay", "{service}:0:0", "--all"], "Name the letters, or give --all"),
    ],
)
async def test_what_does_not_exist_or_is_not_clear_is_told_in_a_sentence(
    desk: Desk, arguments: list[str], said_: str
) -> None:
    result = await desk.run(*(argument.format(service=desk.service) for argument in arguments))
    assert result.exit_code > 0
    assert said_.format(service=desk.service) in " ".join(result.stderr.split())


def test_where_no_broker_answers_the_command_says_so_in_a_sentence() -> None:
    result = CliRunner().invoke(main, ["dead-letters", "list", "--brokers", "127.0.0.1:1"])
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert result.stderr.startswith("Error: Kafka at 127.0.0.1:1 does not answer")
