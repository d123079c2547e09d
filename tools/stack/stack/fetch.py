"""Downloads Kafka where somebody watches: one progress bar, or plain lines when nobody does."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager

from jgo.constants import MAVEN_CENTRAL_URL
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from stack import kafka
from stack.downloads import Report, alone, fetch
from stack.lockfile import missing, read_lock
from stack.settings import Settings


def repository() -> str:
    """The Maven repository to download from."""
    return os.environ.get("MAVEN_REPOSITORY_URL") or MAVEN_CENTRAL_URL


def fetch_kafka(settings: Settings) -> None:
    """Download what is missing of the pinned jars."""
    folder = kafka.jars(settings)
    with alone(folder):
        wanted = missing(read_lock(), folder)
        with _shown(sum(artifact.size for artifact in wanted)) as report:
            asyncio.run(fetch(wanted, folder, repository(), report))


@contextmanager
def _shown(total: int) -> Iterator[Report]:
    console = Console()
    if not console.is_terminal:
        yield _lines(total)
        return
    columns = (TextColumn("downloading Apache Kafka, once"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=total)
        yield lambda count: progress.advance(task, count)


def _lines(total: int) -> Report:
    """A line at the start and one for every quarter."""
    megabytes, done = total // 10**6, 0
    print(f"downloading Apache Kafka, {megabytes} MB, once", flush=True)

    def report(count: int) -> None:
        nonlocal done
        quarter, done = 4 * done // total, done + count
        if 4 * done // total > quarter:
            print(f"downloaded {done // 10**6} of {megabytes} MB", flush=True)

    return report
