"""Finds out before anything starts what would keep it from starting."""

import shutil
import socket
from collections.abc import Iterable

from stack.errors import StackError
from stack.settings import HOST, Settings

LEAST_FREE_BYTES = 1024**3


def check_folder(settings: Settings) -> None:
    """Raises StackError for a folder that holds something else, for `clean` deletes all of it."""
    home = settings.home
    if home.exists() and any(home.iterdir()) and not settings.run.is_dir():
        raise StackError(f"{home} is not empty and no stack's; set QUADRILLE_STACK_DIR to a folder of its own.")


def check_disk(settings: Settings) -> None:
    """Raises StackError with less than 1 GiB free below the stack folder."""
    free = shutil.disk_usage(settings.home).free
    if free < LEAST_FREE_BYTES:
        raise StackError(
            f"Only {free // 1024**2} MiB are free at {settings.home} and the stack needs 1024: free some, or set"
            " QUADRILLE_STACK_DIR to a folder on another disk."
        )


def check_ports(settings: Settings, names: Iterable[str]) -> None:
    """Raises StackError naming every port that something else listens on."""
    taken = [f"{settings.port(name)} ({name})" for name in names if not _free(settings.port(name))]
    if taken:
        raise StackError(
            f"In use by another program: port {', '.join(taken)}; stop that program, or set QUADRILLE_PORT_OFFSET"
            " (to 10000, say) to move every port of this stack."
        )


def _free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
    return True
