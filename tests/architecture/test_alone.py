"""Each service alone: it installs, starts, answers, ends, and passes its own tests where nothing else of ours is."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from common.testing.workers import answers
from stack.keys import ensure_keys
from stack.services import gateways, services
from stack.settings import HOST, SCALE, Settings
from stack.spec import Spec

from conftest import OFFSET
from tests.architecture.alone import Alone
from tests.architecture.source import ROOT, SERVICES

BESIDE = 50  # ports: servers of its own, for as a replica beside the shared stack it would take partitions of it
AT_ONCE = 3
MOST_SECONDS = 480


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """PostgreSQL, Kafka and Redis with nobody at them, and what a stack there would tell its services."""
    home = tmp_path_factory.mktemp("servers")
    ours = {"QUADRILLE_STACK_DIR": str(home), "QUADRILLE_PORT_OFFSET": str(OFFSET + BESIDE)}
    settings = Settings.load({**os.environ, **ours})
    _stack(settings, "up", "--only", "infra")
    ensure_keys(home)
    yield settings
    _stack(settings, "clean")


@pytest.fixture
def alone(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Alone]:
    """A service, where it is to be installed."""
    yield Alone(request.param, tmp_path / "venv")
    shutil.rmtree(tmp_path)


@pytest.fixture(scope="module")
def own_tests(
    request: pytest.FixtureRequest, servers: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[str]]]:
    """What is wrong with each service's own tests, if anything; some run at a time, for they mostly wait."""
    folder = tmp_path_factory.mktemp("own-tests")
    asked_for = [name for name in SERVICES if any(f"[{name}]" in item.name for item in request.session.items)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {name: pool.submit(_own_tests, Alone(name, folder / name), servers) for name in asked_for}
    shutil.rmtree(folder)


def _own_tests(alone: Alone, servers: Settings) -> str:
    """Run them on the servers, by an interpreter that knows the service and what it declares."""
    alone.install(tools=True)
    strangers = {f"{other}_service" for other in SERVICES if other != alone.service} | {"stack", "quadrille"}
    if found := strangers & {*alone.ours()[0]}:
        return f"what quadrille-{alone.service} declares brings {', '.join(sorted(found))} with it"
    theirs = {
        "QUADRILLE_TEST_STACK_DIR": str(servers.home),
        "QUADRILLE_TEST_PORT_OFFSET": str(servers.port_offset),
        "QUADRILLE_TEST_ONLY": "infra",
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [alone.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"services/{alone.service}/tests"]
    ran = subprocess.run(
        command, cwd=ROOT, env=inherited | theirs, check=False, capture_output=True, text=True, timeout=MOST_SECONDS
    )
    said = ran.stdout[-6000:] + ran.stderr[-2000:]
    return f"services/{alone.service} fails its own tests where it is alone:\n{said}" if ran.returncode else ""


def _stack(settings: Settings, *command: str) -> None:
    subprocess.run([sys.executable, "-m", "stack", *command], env=settings.environment, check=True, timeout=100)


def _spec(settings: Settings, service: str) -> Spec:
    """What the stack knows of the first replica of a service."""
    specs = [*services(settings, SCALE), *gateways(settings, SCALE)]
    return next(spec for spec in specs if spec.name == f"{service}-1")


@pytest.mark.parametrize("alone", SERVICES, indirect=True)
async def test_it_starts_with_the_kernel_alone_beside_it_is_ready_and_ends_when_told(
    alone: Alone, servers: Settings, tmp_path: Path
) -> None:
    alone.install(tools=False)
    own = [f"{alone.service}_service", "common"]
    assert alone.ours() == (sorted(own), sorted([f"quadrille-{alone.service}", "quadrille-common"])), (
        f"quadrille-{alone.service} brings more of ours with it than {' and '.join(own)}."
    )
    spec = _spec(servers, alone.service)
    spec.cwd.mkdir(parents=True, exist_ok=True)
    ready = f"http://{HOST}:{servers.port(spec.name)}/ready"
    with (tmp_path / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            alone.python, *spec.argv[1:], cwd=spec.cwd, env=dict(spec.env), stdout=log, stderr=log
        )
    try:
        async with asyncio.timeout(60):
            while process.returncode is None and not await answers(ready, 200):
                await asyncio.sleep(0.1)
        assert process.returncode is None, f"{spec.name} ended by itself:\n{(tmp_path / 'log').read_text()}"
    finally:
        if process.returncode is None:
            process.terminate()
    code = await asyncio.wait_for(process.wait(), 30)
    assert code == 0, f"{spec.name} ended with {code} on SIGTERM:\n{(tmp_path / 'log').read_text()}"


@pytest.mark.timeout(MOST_SECONDS)
@pytest.mark.parametrize("service", SERVICES)
def test_its_own_tests_pass_where_only_it_and_what_it_declares_is_installed(
    service: str, own_tests: dict[str, Future[str]]
) -> None:
    assert not (wrong := own_tests[service].result()), wrong
