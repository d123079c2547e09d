"""Answers come whole or not at all, and requests go out as they are meant."""

import asyncio

import pytest
from gateway_service.testing.scripted import FINE, Scripted, asking, get
from gateway_service.wire import BrokeOff

WHOLE = {
    "of a length": (FINE, (200, b"{}")),
    "in chunks": (b"HTTP/1.1 201 Ok\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n", (201, b"{}")),
    "after an interim one": (b"HTTP/1.1 103 Early Hints\r\nB: 2\r\n\r\n" + FINE, (200, b"{}")),
    "without a body": (b"HTTP/1.1 204 No Content\r\n\r\n", (204, b"")),
    "long": (b"HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + b"x" * 3_000_000, (200, b"x" * 3_000_000)),
}


@pytest.mark.parametrize(("sent", "expected"), WHOLE.values(), ids=WHOLE.keys())
async def test_an_answer_comes_whole_and_its_connection_is_used_again(sent: bytes, expected: tuple[int, bytes]) -> None:
    replica = Scripted(sent, sent)
    async with asking(replica) as pool:
        for _ in range(2):
            answer = await get(pool)
            assert (answer.status, answer.body) == expected
        assert replica.connections == 1


async def test_an_answer_that_comes_byte_by_byte_is_the_same() -> None:
    async def slowly(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for byte in b'HTTP/1.1 200 OK\r\nETag: "1"\r\nEmpty:\r\nETag: "2"\r\nContent-Length: 1\r\n\r\n':
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0)

    async with asking(Scripted(b"1", say=slowly)) as pool:
        answer = await get(pool)
        assert answer.body == b"1"
        assert answer.headers == {"etag": '"1"', "empty": "", "content-length": "1"}


async def test_a_request_goes_out_as_it_is_meant() -> None:
    replica = Scripted()
    async with asking(replica) as pool:
        await get(pool)
        await pool.ask("POST", "/z", {}, b"", asyncio.get_running_loop().time() + 5)
    host = pool.name
    assert replica.heads == [
        f"GET /x?y=1 HTTP/1.1\r\nHost: {host}\r\nA: 1\r\n\r\n".encode(),
        f"POST /z HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n".encode(),
    ]


async def test_bytes_that_are_no_text_go_out_as_they_came() -> None:
    replica = Scripted()
    async with asking(replica) as pool:
        came = b"/z?name=\xff".decode("utf-8", "surrogateescape")
        await pool.ask("GET", came, {}, b"", asyncio.get_running_loop().time() + 5)
    assert replica.heads[0].startswith(b"GET /z?name=\xff HTTP/1.1\r\n")


@pytest.mark.parametrize("value", ["1\r\nB: 2", "1\nB: 2", "1\rB", "1\n\rB"])
async def test_a_header_that_would_become_two_is_never_sent(value: str) -> None:
    replica = Scripted()
    async with asking(replica) as pool:
        with pytest.raises(ValueError, match="line break"):
            await pool.ask("GET", "/", {"A": value}, b"", asyncio.get_running_loop().time() + 5)
    assert replica.heads == []


BROKEN = {
    "no HTTP": b"hello\r\n\r\n",
    "another protocol": b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
    "a length and chunks": b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("sent", BROKEN.values(), ids=BROKEN.keys())
async def test_what_is_no_answer_is_none(sent: bytes) -> None:
    async with asking(Scripted(sent)) as pool:
        with pytest.raises(BrokeOff):
            await get(pool)


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200 OK\r\nConte", FINE[:-1], b"HTTP/1.1 200 OK\r\n\r\n{}"])
async def test_an_answer_that_ends_too_soon_or_names_no_end_is_none(sent: bytes) -> None:
    async def close(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(sent)
        raise ConnectionError

    async with asking(Scripted(say=close)) as pool:
        with pytest.raises(BrokeOff):
            await get(pool)
