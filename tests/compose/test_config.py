"""Every file of compose/, with every profile, is understood by each Compose that is here."""

import re
import subprocess
from functools import cache
from typing import Any

import pytest
import yaml

from compose.nginx.render import configuration
from tests.architecture.source import ROOT, SERVICES
from tests.compose.engine import composes

FOLDER = ROOT / "compose"
PROFILES = ("", "kafka-ui", "monitoring", "tracing", "schema-registry")
FILES = sorted(path.name for path in FOLDER.glob("*.yaml") if path.name != "service.yaml")  # which is only extended


@pytest.fixture(params=["docker compose", "docker-compose"])
def compose(request: pytest.FixtureRequest) -> list[str]:
    """A Compose, of which there are two: a plugin of the Docker command in Go, and the older one in Python."""
    if (command := str(request.param).split()) not in composes():
        pytest.skip(f"{request.param} is not installed")
    return command


@pytest.mark.parametrize("file", FILES)
def test_each_file_is_valid_by_itself(compose: list[str], file: str) -> None:
    assert _config(compose, file)["services"]


@pytest.mark.parametrize("profile", PROFILES)
def test_the_composition_is_valid_with_each_profile(compose: list[str], profile: str) -> None:
    services = set(_config(compose, "compose.yaml", *(["--profile", profile] if profile else []))["services"])
    assert {"nginx", "gateway-3", "order-2", "payment-2", "auth-1", "tracker-1", "payment-sandbox"} <= services


def test_ours_run_without_root_without_capabilities_on_a_file_system_that_cannot_be_written(compose: list[str]) -> None:
    services = _config(compose, "compose.yaml")["services"]
    ours = {name: each for name, each in services.items() if each["image"].startswith("quadrille/")}
    assert len(ours) == 10
    for name, each in ours.items():
        assert (each["read_only"], each["cap_drop"]) == (True, ["ALL"]), name
        assert "no-new-privileges:true" in each["security_opt"], name


def test_no_password_stands_in_the_composition(compose: list[str]) -> None:
    for name, each in _config(compose, "compose.yaml", "--profile", "monitoring")["services"].items():
        told = [variable for variable in each.get("environment") or {} if "PASSWORD" in variable.upper()]
        assert all(variable.endswith("_FILE") for variable in told), f"{name} is told a password: {told}"


def test_prometheus_asks_every_process_of_ours_but_the_payment_sandbox() -> None:
    services = yaml.safe_load((FOLDER / "compose.yaml").read_text())["services"]
    ours = {name for name, each in services.items() if each["extends"]["service"] in SERVICES}
    jobs = yaml.safe_load((FOLDER / "monitoring" / "prometheus.yml").read_text())["scrape_configs"]
    asked = {each["labels"]["instance"]: each["targets"] for job in jobs for each in job["static_configs"]}
    assert asked == {name: [f"{name}:8080"] for name in ours}


def test_images_are_built_by_the_uv_of_the_makefile() -> None:
    made, built = (ROOT / "Makefile").read_text(), (ROOT / "images" / "Dockerfile").read_text()
    assert re.findall(r"^UV_VERSION := (.+)$", made, re.M) == re.findall(r"^ARG UV_VERSION=(.+)$", built, re.M)


def test_what_nginx_is_told_is_what_the_local_stack_tells_its_own() -> None:
    again = ".venv/bin/python -m compose.nginx.render > compose/nginx/nginx.conf"
    assert (FOLDER / "nginx" / "nginx.conf").read_text() == configuration(), f"make it anew: {again}"


def _config(compose: list[str], file: str, *options: str) -> dict[str, dict[str, dict[str, Any]]]:
    return _asked(*compose, "--file", str(FOLDER / file), *options, "config")


@cache
def _asked(*command: str) -> dict[str, dict[str, dict[str, Any]]]:
    ran = subprocess.run(command, check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return dict(yaml.safe_load(ran.stdout))
