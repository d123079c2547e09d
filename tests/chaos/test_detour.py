"""A detour passes on what it gets, until it is cut, or swallows everything for a while."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import unused_port

from chaos.network import Detour

HOST = "127.0.0.1"
PORT, TARGET = unused_port(), unused_port()


@pytest.fixture
async def detour() -> AsyncIterator[Detour]:
    """To a server that says again whatever it hears."""

    async def echo(reader: StreamReader, writer: StreamWriter) -> None:
        while line := await reader.readline():
            writer.write(line)
        writer.close()

    async with await asyncio.start_server(echo, HOST, TARGET), Detour(PORT, TARGET) as detour:
        yield detour


async def test_what_is_sent_arrives_and_so_does_the_answer(detour: Detour) -> None:
    reader, writer = await asyncio.open_connection(HOST, PORT)
    writer.write(b"hello\n")
    assert await reader.readline() == b"hello\n"
    writer.write_eof()
    assert await reader.read() == b""


async def test_when_cut_connections_are_reset_and_refused_and_afterwards_taken_again(detour: Detour) -> None:
    reader, writer = await asyncio.open_connection(HOST, PORT)
    writer.write(b"hello\n")
    await reader.readline()
    async with detour.cut():
        with pytest.raises(ConnectionResetError):
            await reader.readline()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(HOST, PORT)
    reader, writer = await asyncio.open_connection(HOST, PORT)
    writer.write(b"again\n")
    assert await reader.readline() == b"again\n"


async def test_what_is_sent_into_silence_arrives_when_it_ends(detour: Detour) -> None:
    reader, writer = await asyncio.open_connection(HOST, PORT)
    async with detour.silent():
        writer.write(b"hello\n")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.readline(), 0.3)
    assert await reader.readline() == b"hello\n"
