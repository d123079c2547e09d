"""Probes ask what they mean, and what is stopped has the time to finish what it does."""

import pytest
from aiohttp.test_utils import TestClient, TestServer
from common.http import application
from payment_sandbox.app import create_app
from payment_sandbox.settings import Settings as SandboxSettings

from tests.kubernetes import declared
from tests.kubernetes.rendering import LOCAL, OVERLAYS, Object, containers, environment, of_kind, workloads

SPARE = 3  # seconds, for a process to end after its parts have
ADDRESSES = ("Deployment", "StatefulSet")


def serving(overlay: str) -> list[tuple[str, Object]]:
    """The containers of what stays up."""
    names = {each["metadata"]["name"] for each in of_kind(overlay, *ADDRESSES)}
    return [(name, container) for name, container in containers(overlay) if name in names]


def ours(overlay: str) -> list[tuple[str, Object]]:
    """The containers that run our own code."""
    return [(name, each) for name, each in serving(overlay) if name in (*declared.services(), declared.SANDBOX)]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_everything_that_stays_up_is_asked_whether_it_is_ready_and_whether_it_lives(overlay: str) -> None:
    assert [name for name, each in serving(overlay) if not {"readinessProbe", "livenessProbe"} <= each.keys()] == []


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_a_service_lives_while_it_answers_and_is_ready_when_records_flow(overlay: str) -> None:
    for _, each in ours(overlay):
        kinds = ("startupProbe", "livenessProbe", "readinessProbe")
        assert [each[kind]["httpGet"]["path"] for kind in kinds] == ["/health", "/health", "/ready"]


def test_liveness_depends_on_nothing_for_a_service_that_is_not_ready_answers_it() -> None:
    """A server is only asked whether it listens, by its own port."""
    of_servers = [each["livenessProbe"] for name, each in serving(LOCAL) if (name, each) not in ours(LOCAL)]
    assert of_servers
    assert all("tcpSocket" in probe for probe in of_servers)


async def test_health_is_answered_while_everything_else_is_away() -> None:
    async with TestClient(TestServer(application("order-1", lambda: False))) as client:
        assert ((await client.get("/health")).status, (await client.get("/ready")).status) == (200, 503)


async def test_so_does_the_payment_sandbox(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = SandboxSettings(sandbox_data_file=tmp_path_factory.mktemp("sandbox") / "sandbox.db")
    async with TestClient(TestServer(create_app(settings))) as client:
        assert (await client.get("/health")).status == 200


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_probes_ask_the_port_at_which_the_service_listens(overlay: str) -> None:
    for _, container in ours(overlay):
        ports = {each["name"]: str(each["containerPort"]) for each in container["ports"]}
        assert ports["http"] == environment(overlay, container)["HTTP_PORT"]
        for kind in ("startupProbe", "livenessProbe", "readinessProbe"):
            assert container[kind]["httpGet"]["port"] == "http"


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_a_service_that_is_stopped_is_let_out_of_the_way_first_and_then_has_the_time_it_takes(overlay: str) -> None:
    for name, container in ours(overlay):
        grace = workloads(overlay)[name]["spec"]["terminationGracePeriodSeconds"]
        waits = container["lifecycle"]["preStop"]["sleep"]["seconds"]
        takes = environment(overlay, container).get("SHUTDOWN_SECONDS", "5")
        assert waits >= 5
        assert grace >= waits + float(takes) + SPARE
