"""The whole composition in containers, for real: images as they should be, everybody healthy, and the scenarios."""

import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator

import pytest

from compose.healthy import state
from tests.architecture.source import ROOT
from tests.compose import standins
from tests.compose.composition import SERVICES, TAG, Composition, first
from tests.compose.engine import HOW, composes, engine

pytestmark = [pytest.mark.containers, pytest.mark.timeout(900)]

MOST_BYTES = 200 * 10**6
USER = "10001"
# What is installed, and which packages of ours can be imported.
ASK = """
import importlib.metadata as metadata, importlib.util as util, json, sys
installed = {d.name.lower().replace("_", "-"): d.version for d in metadata.distributions()}
print(json.dumps([installed, [name for name in sys.argv[1:] if util.find_spec(name)]]))
"""
OURS = ["common", "stack", "quadrille", "payment_sandbox", *(f"{each}_service" for each in SERVICES)]


@pytest.fixture(scope="module")
def composition(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Composition]:
    """Up and healthy; of stand-ins, unless QUADRILLE_OFFICIAL_IMAGES says that images can be pulled."""
    client, official = engine(), os.environ.get("QUADRILLE_OFFICIAL_IMAGES")
    if not composes():
        pytest.skip(f"there is no Compose: {HOW}")
    if not official and not shutil.which("debootstrap"):
        pytest.skip("images are not to be pulled, and debootstrap, which makes stand-ins, is not installed")
    home = tmp_path_factory.mktemp("compose")
    composition = Composition(client, home, {} if official else standins.variables(client, home))
    try:
        composition.up()
        yield composition
    finally:
        composition.down()


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> str:
    """Each image that is ours."""
    return str(request.param)


def test_an_image_is_under_200_mb(composition: Composition, service: str) -> None:
    assert composition.client.images.get(f"quadrille/{service}:{TAG}").attrs["Size"] < MOST_BYTES


def test_an_image_holds_its_service_and_the_kernel_and_nothing_else_of_ours(
    composition: Composition, service: str
) -> None:
    _, ours = _asked(composition, service)
    own = ["payment_sandbox"] if service == "payment-sandbox" else ["common", f"{service}_service"]
    assert ours == own


def test_an_image_tells_by_an_sbom_what_is_installed_in_it(composition: Composition, service: str) -> None:
    installed, _ = _asked(composition, service)
    told = json.loads(_run(composition, service, "cat", "/venv/sbom.cdx.json"))
    assert told["bomFormat"] == "CycloneDX"
    listed = [told["metadata"]["component"], *told["components"]]
    assert {each["name"].lower().replace("_", "-"): each["version"] for each in listed} == installed


def test_what_is_installed_is_what_the_lock_file_pins(composition: Composition, service: str) -> None:
    installed, _ = _asked(composition, service)
    locked = {(each["name"], each["version"]) for each in tomllib.loads((ROOT / "uv.lock").read_text())["package"]}
    assert installed.items() <= locked


def test_it_runs_without_root_and_can_write_nowhere_but_in_tmp(composition: Composition, service: str) -> None:
    assert _run(composition, service, "id", "-u").strip() == USER
    container = composition.container(first(service))
    for place in ("/venv", "/container", "/etc", "/"):
        assert container.exec_run(["touch", f"{place}/x"]).exit_code != 0, place
    assert container.exec_run(["touch", "/tmp/x"]).exit_code == 0
    status = _run(composition, service, "cat", "/proc/1/status")
    assert "CapEff:\t0000000000000000\n" in status
    assert "NoNewPrivs:\t1\n" in status


def test_no_password_is_in_what_a_container_was_told(composition: Composition, service: str) -> None:
    told = composition.container(first(service)).attrs["Config"]["Env"]
    assert not [each for each in told if "PASSWORD=" in each]


def test_told_to_stop_while_orders_come_in_it_ends_with_0_in_time_and_comes_back(
    composition: Composition, service: str
) -> None:
    container = composition.container(first(service))
    # What came of these is not looked at, for one may be refused meanwhile; the last test verifies every order.
    with subprocess.Popen(_scenarios(composition), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        time.sleep(1.5)
        container.stop(timeout=15)
    container.reload()
    assert container.attrs["State"]["ExitCode"] == 0, container.logs(tail=20)
    container.start()
    until = time.monotonic() + 60
    while state(container) != "healthy":
        assert time.monotonic() < until, container.logs(tail=20)
        time.sleep(0.2)
        container.reload()


def test_scenarios_come_out_as_promised_and_every_order_is_verified(composition: Composition) -> None:
    password = (composition.home / "secrets" / "admin_password").read_text()
    command = [*_scenarios(composition), "--email", "admin@quadrille.local", "--password", password]
    ran = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    sys.stdout.write(ran.stdout)
    assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"


def _scenarios(composition: Composition) -> list[str]:
    return [sys.executable, "-m", "quadrille", "scenarios", "--url", composition.url]


def _asked(composition: Composition, service: str) -> tuple[dict[str, str], list[str]]:
    installed, ours = json.loads(_run(composition, service, "python", "-c", ASK, *OURS))
    return installed, ours


def _run(composition: Composition, service: str, *command: str) -> str:
    ran = composition.container(first(service)).exec_run(list(command))
    assert ran.exit_code == 0, ran.output
    assert isinstance(ran.output, bytes)
    return ran.output.decode()
