"""Kept connections: no answer is ever taken for that of another request, and none has to wait without end."""

import asyncio

import pytest
from gateway_service import pool as module
from gateway_service.pool import NotSent, Pool
from gateway_service.testing import nobody
from gateway_service.testing.scripted import FINE, Scripted, asking, get
from gateway_service.wire import Connection


async def test_what_comes_unasked_is_not_taken_for_the_next_answer() -> None:
    replica = Scripted(FINE + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL")
    async with asking(replica) as pool:
        assert [(await get(pool)).body for _ in range(3)] == [b"{}"] * 3
        assert replica.connections == 2


async def test_what_comes_unasked_a_while_later_is_not_taken_either() -> None:
    later = asyncio.Event()

    async def meddle(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def evil() -> None:
            await later.wait()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL")

        meddling.append(asyncio.create_task(evil()))

    meddling = list[asyncio.Task[None]]()
    replica = Scripted(say=meddle)
    async with asking(replica) as pool:
        await get(pool)
        later.set()
        while pool._idle[0][0].is_usable:
            await asyncio.sleep(0)
        assert (await get(pool)).body == b"{}"
        assert replica.connections == 2


@pytest.mark.parametrize("ended_by", ["its deadline", "its caller"])
async def test_a_late_answer_is_not_taken_for_the_next(ended_by: str) -> None:
    go_on = asyncio.Event()

    async def wait(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        if replica.connections == 1:
            await go_on.wait()

    replica = Scripted(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nLATE", say=wait)
    async with asking(replica) as pool:
        if ended_by == "its deadline":
            with pytest.raises(TimeoutError):
                await get(pool, seconds=0.1)
        else:
            asked = asyncio.create_task(get(pool))
            while not replica.heads:
                await asyncio.sleep(0)
            asked.cancel()
            await asyncio.wait([asked])
        replica.answers.insert(0, FINE)
        answer = await get(pool)
        go_on.set()
        assert (answer.body, replica.connections) == (b"{}", 2)


async def test_a_connection_that_the_service_closes_is_left() -> None:
    closing = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
    replica = Scripted(closing, closing)
    async with asking(replica) as pool:
        for _ in range(3):
            assert (await get(pool)).status == 200
        assert replica.connections == 3


async def test_a_connection_that_was_not_used_for_long_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    replica = Scripted()
    async with asking(replica) as pool:
        await asyncio.gather(get(pool), get(pool))
        monkeypatch.setattr(module, "KEPT_SECONDS", 0.0)
        await asyncio.sleep(0.01)
        await get(pool)
        assert (replica.connections, len(pool._idle)) == (3, 1)


async def test_requests_that_find_no_connection_wait_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CONNECTIONS", 2)
    replica = Scripted()
    async with asking(replica) as pool:
        answers = await asyncio.gather(*(get(pool) for _ in range(20)))
        assert [answer.status for answer in answers] == [200] * 20
        assert replica.connections == 2


async def test_requests_that_find_no_connection_in_time_were_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)

    monkeypatch.setattr(module, "CONNECTIONS", 1)
    async with asking(Scripted(say=hang)) as pool:
        first = asyncio.create_task(get(pool, seconds=0.2))
        await asyncio.sleep(0)
        with pytest.raises(NotSent):
            await get(pool, seconds=0.1)
        with pytest.raises(TimeoutError):
            await first
    with pytest.raises(NotSent):
        await get(Pool(nobody()))


async def test_a_connection_that_ends_as_it_opens_was_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Connection.connection_made

    def end_at_once(self: Connection, transport: asyncio.BaseTransport) -> None:
        made(self, transport)
        self.close()

    monkeypatch.setattr(Connection, "connection_made", end_at_once)
    async with asking(Scripted()) as pool:
        with pytest.raises(NotSent):
            await get(pool)
