"""The services of a release: the same code makes the same file, which runs without the repository."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from quadrille.contracts.commands import ROOT
from quadrille.contracts.services import pack, python_path, unpack


def test_the_same_code_makes_the_same_bytes_wherever_it_lies(tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere"
    for folder in ("libs/common/common", "services/order"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    pack(copy, tmp_path / "one.tar.xz")
    for path in copy.rglob("*.py"):
        path.chmod(0o600)
        os.utime(path, (1, 1))
    (copy / "services/order/order_service/__pycache__").mkdir()
    (copy / "services/order/order_service/__pycache__/app.cpython-311.pyc").write_bytes(b"compiled")
    pack(copy, tmp_path / "other.tar.xz")
    assert (tmp_path / "one.tar.xz").read_bytes() == (tmp_path / "other.tar.xz").read_bytes()


def test_the_services_of_a_release_run_from_its_file(tmp_path: Path) -> None:
    pack(ROOT, tmp_path / "services.tar.xz")
    unpack(tmp_path / "services.tar.xz", tmp_path)
    services = sorted((tmp_path / "services").iterdir())
    assert [each.name for each in services] == ["auth", "gateway", "order", "payment", "tracker"]
    modules = ["common", *(f"{each.name}_service.app" for each in services)]
    code = f"import {', '.join(modules)}, sys\nfor name in {modules}: print(sys.modules[name].__file__)"
    environment = {**os.environ, "PYTHONPATH": python_path(tmp_path)}
    told = subprocess.check_output([sys.executable, "-c", code], env=environment, cwd=tmp_path, text=True)
    assert [line.startswith(str(tmp_path)) for line in told.splitlines()] == [True] * len(modules)
    assert list((tmp_path / "services/order/migrations").glob("*.sql"))
    assert not [name for name in tmp_path.rglob("tests") if name.is_dir()]
