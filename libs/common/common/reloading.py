"""Files that are read again when they change, so that what they hold can be replaced without a restart."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

import structlog

LOOK_SECONDS = 0.5

T = TypeVar("T")
Stamp = tuple[int, ...]

log = structlog.get_logger(__name__)


class Reloading(Generic[T]):
    """What `parse` makes of a file's bytes, made anew once the file has changed.

    A change is noticed by whoever asks half a second after it, or later. What cannot be read then, or is refused by
    `parse` with a `ValueError`, is logged once and changes nothing.
    """

    def __init__(self, path: Path, parse: Callable[[bytes], T]) -> None:
        """Raises `OSError` or `ValueError`, naming the file, when it is of no use from the start."""
        self._path, self._parse = path, parse
        self._looked, self._stamp = time.monotonic(), _stamp(path)  # before reading, so that no change goes unseen
        self._value = self._read()

    @property
    def value(self) -> T:
        """The value of the file as it is now, or as it last was when it could be read."""
        now = time.monotonic()
        if now - self._looked >= LOOK_SECONDS:
            self._looked = now
            self._look()
        return self._value

    def _look(self) -> None:
        stamp = _stamp(self._path)
        if stamp == self._stamp:
            return
        before, self._stamp = self._stamp, stamp
        try:
            self._value = self._read()
        except (OSError, ValueError) as error:
            if isinstance(error, OSError) and stamp is not None:
                self._stamp = before  # it is there, and may be readable in a moment
            log.error("a changed file is of no use, and what it held before stays", error=str(error))
            return
        log.info("a changed file was read again", file=str(self._path))

    def _read(self) -> T:
        content = self._path.read_bytes()
        try:
            return self._parse(content)
        except ValueError as error:
            raise ValueError(f"{self._path}: {error}") from error


def _stamp(path: Path) -> Stamp | None:
    """What differs after every change, be it a replacement, a write or a new owner; None while there is no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
