"""Replaying a letter, to the service that could not handle it and to no other, and discarding one.

The record is written before the word that it was replayed: killed in between, it is replayed again, and the inbox of
the service passes over what it has handled.
"""

from dataclasses import dataclass
from typing import Literal

from aiokafka.errors import MessageSizeTooLargeError
from common import cloudevents
from common.clock import now
from common.cloudevents import Headers
from common.dead_letters import OURS
from common.errors import Poison
from common.publisher import Outgoing
from common.settlements import Settlement
from common.topics import retries_of

from quadrille.dead_letters.letter import WAITING, Letter
from quadrille.kafka.broker import Broker


class CannotReplay(Exception):
    """There is nothing left to be replayed, or it is too large; says so in a sentence."""


@dataclass
class Whole:
    """A record as it came, wherever it was kept."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers


async def replay(broker: Broker, letter: Letter, who: str) -> str:
    """Give the record to its service once more; returns what was done. Raises `CannotReplay`."""
    if letter.state != WAITING:
        return already(letter)
    whole = await _whole(broker, letter)
    topic = retries_of(letter.service)
    try:
        await broker.write(Outgoing(topic, whole.key, whole.value, [*whole.headers, *letter.origin.headers()]))
    except MessageSizeTooLargeError as error:
        raise CannotReplay(f"it is too large for {topic}") from error
    await _settle(broker, letter, "replayed", who, f"attempt {letter.origin.attempts + 1}")
    return f"replayed, to {topic}"


async def forecast(broker: Broker, letter: Letter) -> str:
    """What a replay would come to, as far as the contracts tell. Raises `CannotReplay`."""
    if letter.state != WAITING:
        return already(letter)
    whole = await _whole(broker, letter)
    origin = letter.origin
    original = await broker.at(origin.topic, origin.partition, origin.offset)
    kept = f"its original record {'is kept' if original else 'is gone'}"
    try:
        event = cloudevents.parse(whole, whole.headers)
    except Poison as poison:
        return f"would be refused again: {poison.reason}; {kept}"
    assert event is not None  # every type is wanted here
    return f"would be read, as a {event.event.type}; whether it is handled is for {letter.service} to say; {kept}"


async def discard(broker: Broker, letter: Letter, who: str, why: str) -> str:
    """Say that nothing is to be done about it; returns what was done."""
    if letter.state != WAITING:
        return already(letter)
    await _settle(broker, letter, "discarded", who, why)
    return "discarded"


def already(letter: Letter) -> str:
    """That there is nothing to do."""
    last = letter.settlements[-1]
    return f"was {last.state} already, by {last.who}"


async def _settle(broker: Broker, letter: Letter, state: Literal["replayed", "discarded"], who: str, why: str) -> None:
    place = letter.id
    settled = Settlement(partition=place.partition, offset=place.offset, state=state, who=who, why=why, time=now())
    await broker.write(settled.outgoing(letter.service))


async def _whole(broker: Broker, letter: Letter) -> Whole:
    origin, record = letter.origin, letter.record
    if not letter.omitted:
        return Whole(origin.topic, origin.partition, origin.offset, record.key, record.value, letter.headers)
    original = await broker.at(origin.topic, origin.partition, origin.offset)
    headers = [pair for pair in original.headers if not pair[0].startswith(OURS)] if original else []
    if original is None or (letter.headers and headers != letter.headers):  # a topic made anew counts anew
        raise CannotReplay(f"{letter.omitted} bytes of it were left out, and its original record is gone")
    return Whole(origin.topic, origin.partition, origin.offset, original.key, original.value, headers)
