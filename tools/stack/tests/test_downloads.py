"""Downloads from a real server that understands ranges."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from stack.downloads import fetch
from stack.errors import StackError
from stack.lockfile import Artifact, missing

CONTENT = bytes(range(256)) * 1000
THING = Artifact("org.example:thing:1.0", hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))


@pytest.fixture
async def repository(tmp_path: Path) -> AsyncIterator[str]:
    jar = tmp_path / "repository" / THING.path
    jar.parent.mkdir(parents=True)
    jar.write_bytes(CONTENT)
    application = web.Application()
    application.router.add_static("/", tmp_path / "repository")
    async with TestServer(application) as server:
        yield str(server.make_url("/"))


async def test_a_download_broken_off_goes_on_where_it_stopped(repository: str, tmp_path: Path) -> None:
    (tmp_path / f"{THING.filename}.part").write_bytes(CONTENT[:100_000])
    reported: list[int] = []
    await fetch([THING], tmp_path, repository, reported.append)
    assert (tmp_path / THING.filename).read_bytes() == CONTENT
    assert reported[0] == 100_000
    assert sum(reported) == len(CONTENT)


async def test_a_download_broken_off_before_its_check_is_only_checked(repository: str, tmp_path: Path) -> None:
    (tmp_path / f"{THING.filename}.part").write_bytes(CONTENT)
    await fetch([THING], tmp_path, repository, lambda _count: None)
    assert missing([THING], tmp_path) == []


async def test_a_wrong_checksum_is_an_error_and_the_next_try_begins_anew(repository: str, tmp_path: Path) -> None:
    (tmp_path / f"{THING.filename}.part").write_bytes(b"wrong")
    with pytest.raises(StackError, match="wrong checksum"):
        await fetch([THING], tmp_path, repository, lambda _count: None)
    assert missing([THING], tmp_path) == [THING]
    await fetch([THING], tmp_path, repository, lambda _count: None)
    assert missing([THING], tmp_path) == []


async def test_without_a_network_the_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StackError, match=r"could not be downloaded .*connect to the network or name a mirror"):
        await fetch([THING], tmp_path, "http://127.0.0.1:1", lambda _count: None)
