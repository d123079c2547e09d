"""A file that is no backup, or a damaged one, is refused in a sentence, and nothing is changed."""

import io
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from stack.backup import back_up
from stack.errors import StackError
from stack.restore import restore
from stack.settings import Settings

GOOD = {"format": 1, "taken_at": "2026-01-31T09:30:00+00:00", "postgres": "18"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load({"QUADRILLE_STACK_DIR": str(tmp_path / "stack")})


def packed(file: Path, content: Mapping[str, bytes]) -> Path:
    """A tar of files."""
    with tarfile.open(file, "w") as tar:
        for name, text in content.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text))
    return file


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({}, "no backup"),
        ({"manifest.json": b"{"}, "no backup"),
        ({"manifest.json": b"[]"}, "no backup"),
        ({"manifest.json": b'{"format": 1}'}, "no backup"),
        ({"manifest.json": json.dumps({**GOOD, "format": 2}).encode()}, "format 2"),
        ({"manifest.json": json.dumps({**GOOD, "postgres": "17"}).encode()}, "PostgreSQL 17"),
        ({"manifest.json": json.dumps(GOOD).encode()}, "damaged"),
        ({"manifest.json": json.dumps(GOOD).encode(), "postgres/base.tar.gz": b"\x1f\x8b"}, "damaged"),
    ],
)
def test_what_is_no_whole_backup_is_refused(
    settings: Settings, tmp_path: Path, content: Mapping[str, bytes], why: str
) -> None:
    with pytest.raises(StackError, match=why):
        restore(settings, packed(tmp_path / "file.tar", content))
    assert not list(settings.home.glob("**/data*"))


def test_a_file_that_is_no_tar_is_refused(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file.tar").write_bytes(b"nothing of the kind")
    with pytest.raises(StackError, match="no backup"):
        restore(settings, tmp_path / "file.tar")


def test_a_folder_that_is_no_stack_s_is_not_restored_into(settings: Settings, tmp_path: Path) -> None:
    settings.home.mkdir()
    (settings.home / "thesis.txt").touch()
    with pytest.raises(StackError, match="no stack's"):
        restore(settings, packed(tmp_path / "file.tar", {}))


def test_a_stack_that_does_not_run_cannot_be_backed_up(settings: Settings) -> None:
    with pytest.raises(StackError, match="make up"):
        back_up(settings, None)


def test_somebody_else_s_server_is_backed_up_by_its_own_means(tmp_path: Path) -> None:
    settings = Settings.load({"QUADRILLE_STACK_DIR": str(tmp_path), "DATABASE_HOST": "db.example"})
    with pytest.raises(StackError, match="own means"):
        back_up(settings, None)
