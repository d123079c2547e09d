"""How many dead letters wait: those that are kept, less those that an operator has settled."""

import asyncio

from common.clock import now
from common.ids import new_id
from common.publisher import Outgoing, Publisher
from common.settings import ServiceSettings
from common.settlements import Settlement
from common.testing.background import Background
from common.topics import dead_letters_of, ensure_topics, settled_of
from common.waiting import WaitingLetters
from prometheus_client import REGISTRY


async def until(letters: WaitingLetters, count: int | None) -> None:
    """Wait for a count."""
    async with asyncio.timeout(20):
        while letters.count != count:
            await asyncio.sleep(0.05)


async def test_a_topic_the_broker_does_not_know_yet_is_waited_for(
    settings: ServiceSettings, background: Background
) -> None:
    service = f"test-{new_id().hex}"
    letters = WaitingLetters(settings, service, every=0.1)
    watching = background(letters.watch())
    await asyncio.sleep(1.0)
    assert (letters.count, watching.done()) == (None, False)
    await ensure_topics(settings, [dead_letters_of(service), settled_of(service)])
    await until(letters, 0)


async def test_letters_that_are_neither_replayed_nor_discarded_are_counted(
    settings: ServiceSettings, owner: str, publisher: Publisher, background: Background
) -> None:
    await ensure_topics(settings, [settled_of(owner)])
    letters = WaitingLetters(settings, owner, every=0.1)
    background(letters.watch())

    def settled(offset: int) -> Outgoing:
        return Settlement(partition=0, offset=offset, state="discarded", who="ada", why="a test", time=now()).outgoing(
            owner
        )

    await until(letters, 0)
    await publisher.publish([Outgoing(dead_letters_of(owner), b"key", b"value", []) for _ in range(3)])
    await until(letters, 3)
    nonsense = Outgoing(settled_of(owner), b"key", b"no settlement", [])
    await publisher.publish([settled(1), settled(1), settled(7), nonsense])
    await until(letters, 2)
    assert REGISTRY.get_sample_value("quadrille_dead_letters_waiting", {"service": owner}) == 2
