"""Asks a process whether it is ready, with as little as its protocol allows, for this is asked often."""

import asyncio
import ssl
import struct
from collections.abc import Awaitable, Callable
from pathlib import Path

Probe = Callable[[], Awaitable[bool]]
TIMEOUT_SECONDS = 2.0


async def _exchange(host: str, port: int, request: bytes, length: int) -> bytes:
    """Send a request and return the first `length` bytes of the answer, fewer when nobody answers."""
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(request)
                return await reader.readexactly(length)
            finally:
                writer.close()
    except (OSError, asyncio.IncompleteReadError):
        return b""


def tls(host: str, port: int, authority: Path) -> Probe:
    """Ready when it shows a certificate signed by `authority`."""

    async def ready() -> bool:
        context = ssl.create_default_context(cafile=authority)
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                _, writer = await asyncio.open_connection(host, port, ssl=context)
                writer.close()
        except (OSError, ssl.SSLError):
            return False
        return True

    return ready


def http(host: str, port: int, path: str) -> Probe:
    """Ready when GET answers 200."""

    async def ready() -> bool:
        request = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
        answer = await _exchange(host, port, request.encode(), len("HTTP/1.1 200"))
        return answer.endswith(b" 200")

    return ready


def redis(host: str, port: int) -> Probe:
    """Ready when PING answers PONG, which it does not while loading."""

    async def ready() -> bool:
        return await _exchange(host, port, b"PING\r\n", 5) == b"+PONG"

    return ready


def kafka(host: str, port: int, brokers: int = 1) -> Probe:
    """Ready when a Metadata request (key 3, version 1, no topics) names so many brokers: a fenced one is left out."""
    body = struct.pack(">hhihi", 3, 1, 0, -1, 0)

    async def ready() -> bool:
        answer = await _exchange(host, port, struct.pack(">i", len(body)) + body, 12)
        return bool(answer) and struct.unpack(">iii", answer)[2] >= brokers

    return ready
