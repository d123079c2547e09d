"""What would keep the stack from starting is said before anything starts."""

import shutil
import socket
from pathlib import Path

import pytest
from stack import preflight
from stack.down import clean
from stack.errors import StackError
from stack.settings import HOST, Settings


def test_a_port_in_use_is_named_with_who_wanted_it() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = Settings.load({"QUADRILLE_PORT_OFFSET": str(port - 8090)})
        with pytest.raises(StackError, match=rf"port {port} \(nginx\); stop that program, or set"):
            preflight.check_ports(settings, ["nginx"])


def test_free_ports_are_no_reason_to_complain() -> None:
    with socket.socket() as freed:
        freed.bind((HOST, 0))
        port = freed.getsockname()[1]
    preflight.check_ports(Settings.load({"QUADRILLE_PORT_OFFSET": str(port - 8090)}), ["nginx"])


def test_a_full_disk_is_said_with_how_much_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "LEAST_FREE_BYTES", shutil.disk_usage(tmp_path).total + 1)
    with pytest.raises(StackError, match=r"Only \d+ MiB are free at .*: free some, or set QUADRILLE_STACK_DIR"):
        preflight.check_disk(Settings.load({"QUADRILLE_STACK_DIR": str(tmp_path)}))


def test_a_folder_of_something_else_is_neither_used_nor_deleted(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("dear")
    settings = Settings.load({"QUADRILLE_STACK_DIR": str(tmp_path)})
    with pytest.raises(StackError, match="is not empty and no stack's; set QUADRILLE_STACK_DIR to"):
        preflight.check_folder(settings)
    clean(settings)
    assert letter.exists()
