"""A process runs the code of a release when it is given one, and today's when not."""

import subprocess
import sys
from pathlib import Path

import pytest
from stack.plan import plan
from stack.settings import SCALE, Settings
from stack.spec import Spec

WHERE = "import order_service, common, stack; print(order_service.__file__, common.__file__, stack.__file__, sep='\\n')"


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    """A folder in which two releases lie side by side; no process has one yet."""
    for release in ("1", "2"):
        for package in ("libs/common/common", "services/order/order_service"):
            folder = tmp_path / f"release-{release}" / package
            folder.mkdir(parents=True)
            (folder / "__init__.py").touch()
    return tmp_path


@pytest.fixture
def specs(releases: Path) -> dict[str, Spec]:
    """The stack as it is planned once, before releases are handed out."""
    settings = Settings.load({"QUADRILLE_STACK_DIR": str(releases / "home"), "QUADRILLE_RELEASES": str(releases)})
    return {spec.name: spec for spec in plan(settings, SCALE, "")}


def code(spec: Spec) -> list[Path]:
    """Where the process would find the service, the kernel and the stack."""
    said = subprocess.check_output([sys.executable, "-c", WHERE], env=dict(spec.env), cwd="/", text=True)
    return [Path(line).resolve() for line in said.splitlines()]


def test_a_process_runs_the_release_that_its_folder_leads_to_at_its_start(
    releases: Path, specs: dict[str, Spec]
) -> None:
    today = code(specs["order-1"])
    for release in ("release-1", "release-2"):
        (releases / "order-1").unlink(missing_ok=True)
        (releases / "order-1").symlink_to(release)
        service, kernel, stack = code(specs["order-1"])
        assert service == releases / release / "services/order/order_service/__init__.py"
        assert kernel == releases / release / "libs/common/common/__init__.py"
        assert stack == today[2]
        assert code(specs["order-2"]) == today
    (releases / "order-1").unlink()
    assert code(specs["order-1"]) == today


def test_without_releases_the_callers_own_search_path_is_left_alone(tmp_path: Path) -> None:
    settings = Settings.load({"QUADRILLE_STACK_DIR": str(tmp_path), "PYTHONPATH": "/theirs"})
    assert {spec.name: spec for spec in plan(settings, SCALE, "")}["order-1"].env["PYTHONPATH"] == "/theirs"
