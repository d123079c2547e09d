"""Formats the log of each Kafka broker once, for as many brokers as there are to be: what has begun so stays so."""

import base64
import uuid
from collections.abc import Sequence
from pathlib import Path

from stack.credentials import kept
from stack.errors import StackError
from stack.settings import Settings
from stack.spec import run_once

FORMATTED = "formatted"  # in a broker's folder: how many brokers there were to be; nothing means one


def cluster_id(settings: Settings) -> str:
    """The id that all brokers are formatted with, made once."""
    fresh = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    return kept(settings.home / "kafka-cluster.json", {"id": fresh})["id"]


def ensure_formatted(settings: Settings, folder: Path, log: Path, storage_tool: Sequence[str], cluster: str) -> None:
    """Format a broker's log by the `server.properties` in its folder; raises ChildProcessError when it fails."""
    formatted = folder / FORMATTED
    if not formatted.exists():
        # One word, for an id may begin with a dash and would be taken for an option.
        options = ("--ignore-formatted", f"--cluster-id={cluster}", "-c", str(folder / "server.properties"))
        run_once([*storage_tool, "format", *options], log)
        formatted.write_text(str(settings.brokers))


def check(settings: Settings) -> None:
    """Raises StackError when the logs were formatted for another number of brokers: some would miss what others have.

    A quorum of another size would not know what the old one has written, and topics keep as many replicas as they have.
    """
    if settings.external("KAFKA_BROKERS"):
        return
    for formatted in settings.home.glob(f"kafka*/{FORMATTED}"):
        before = int(formatted.read_text() or 1)
        if before != settings.brokers:
            raise StackError(
                f"Kafka in {settings.home} was set up with BROKERS={before}, not {settings.brokers}: start it with"
                f" BROKERS={before}, or delete all its data with `make clean`."
            )
