"""A file that changes is read again; whatever goes wrong with it, what it held before stays."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from common.reloading import LOOK_SECONDS, Reloading
from structlog.testing import capture_logs


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "number"
    path.write_text("1")
    return path


def number(content: bytes) -> int:
    return int(content)


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until it holds, as long as it takes."""
    while not holds():
        time.sleep(LOOK_SECONDS / 5)


def test_a_file_that_was_replaced_or_written_is_read_again(path: Path) -> None:
    reloading = Reloading(path, number)
    assert reloading.value == 1
    part = path.with_name("part")
    part.write_text("2")
    part.rename(path)
    eventually(lambda: reloading.value == 2)
    path.write_text("3")
    eventually(lambda: reloading.value == 3)


def test_a_file_that_does_not_change_is_read_once(path: Path) -> None:
    read: list[bytes] = []
    reloading = Reloading(path, read.append)
    for _ in range(3):
        time.sleep(LOOK_SECONDS)
        assert reloading.value is None
    assert read == [b"1"]


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_text("1,"), lambda path: path.write_text("")])
def test_a_file_that_is_of_no_use_changes_nothing_and_is_logged_once(
    path: Path, spoil: Callable[[Path], object]
) -> None:
    reloading = Reloading(path, number)
    with capture_logs() as logs:
        spoil(path)
        for _ in range(3):
            time.sleep(LOOK_SECONDS)
            assert reloading.value == 1
    (entry,) = logs
    assert (entry["log_level"], str(path) in entry["error"]) == ("error", True)
    path.write_text("2")
    eventually(lambda: reloading.value == 2)


def test_a_file_that_is_of_no_use_from_the_start_is_refused_by_its_name(path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="other"):
        Reloading(path.with_name("other"), number)
    path.write_text("one")
    with pytest.raises(ValueError, match="number: invalid literal"):
        Reloading(path, number)
