"""Fetches the pinned jars once: concurrently, resuming what was broken off, trusting nothing but the checksum."""

import asyncio
import fcntl
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from stack.errors import StackError
from stack.lockfile import Artifact

CONCURRENCY = 8
Report = Callable[[int], None]


async def fetch(artifacts: Sequence[Artifact], folder: Path, repository: str, report: Report) -> None:
    """Download into the folder; `report` is told the bytes as they come.

    Raises StackError when the repository does not answer or a checksum is wrong.
    """
    gate = asyncio.Semaphore(CONCURRENCY)
    async with httpx.AsyncClient(timeout=30, follow_redirects=True) as client:

        async def one(artifact: Artifact) -> None:
            async with gate:
                await _fetch_one(client, artifact, folder, f"{repository.rstrip('/')}/{artifact.path}", report)

        try:
            async with asyncio.TaskGroup() as group:
                for artifact in artifacts:
                    group.create_task(one(artifact))
        except ExceptionGroup as failures:
            raise _explain(failures.exceptions[0], repository) from failures


async def _fetch_one(client: httpx.AsyncClient, artifact: Artifact, folder: Path, url: str, report: Report) -> None:
    part = folder / f"{artifact.filename}.part"
    have = part.stat().st_size if part.exists() else 0
    if have < artifact.size:
        async with client.stream("GET", url, headers={"Range": f"bytes={have}-"} if have else {}) as response:
            response.raise_for_status()
            resumed = response.status_code == httpx.codes.PARTIAL_CONTENT
            report(have if resumed else 0)
            with part.open("ab" if resumed else "wb") as file:
                async for chunk in response.aiter_bytes():
                    file.write(chunk)
                    report(len(chunk))
    if hashlib.sha256(part.read_bytes()).hexdigest() != artifact.sha256:
        part.unlink()
        raise StackError(f"{artifact.filename} came with a wrong checksum and was thrown away; run it again.")
    part.rename(folder / artifact.filename)


def _explain(failure: Exception, repository: str) -> Exception:
    if isinstance(failure, httpx.HTTPError):
        return StackError(
            f"Kafka could not be downloaded from {repository} ({failure or type(failure).__name__}): connect to the"
            " network or name a mirror in MAVEN_REPOSITORY_URL, then run it again to go on from there."
        )
    return failure


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep a second stack from writing the same files meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
