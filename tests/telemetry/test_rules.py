"""Alerts fire for what they are for, and tell whoever is woken what to do."""

import re
from pathlib import Path

import click
import pytest
import yaml
from quadrille.cli import main

from tests.telemetry.conftest import Promtool
from tests.telemetry.queries import TELEMETRY, rules

PLAYED = TELEMETRY / "rule_tests" / "quadrille.yaml"
ALERTS = {rule["alert"]: rule for rule in rules()}
ROOT = TELEMETRY.parent
BLOCK = re.compile(r"```\n(.*?)```", re.DOTALL)


def test_prometheus_takes_the_settings_and_the_rules(promtool: Promtool) -> None:
    assert f"{len(ALERTS)} rules found" in promtool("check", "config", str(TELEMETRY / "prometheus.yaml"))


def test_every_alert_fires_when_it_should_and_at_no_other_time(promtool: Promtool) -> None:
    assert "SUCCESS" in promtool("test", "rules", str(PLAYED))


@pytest.mark.parametrize("alert", ALERTS)
def test_an_alert_is_tried_both_ways(alert: str) -> None:
    tries = [each for test in yaml.safe_load(PLAYED.read_text())["tests"] for each in test["alert_rule_test"]]
    assert {bool(each["exp_alerts"]) for each in tries if each["alertname"] == alert} == {True, False}


@pytest.mark.parametrize("alert", ALERTS)
def test_an_alert_tells_how_bad_it_is_and_what_to_do(alert: str) -> None:
    rule = ALERTS[alert]
    assert rule["labels"]["severity"] in ("critical", "warning")
    assert rule["annotations"]["summary"]
    runbook = ROOT / rule["annotations"]["runbook_url"]
    assert runbook.stem == alert
    text = runbook.read_text()
    assert text.startswith(f"# {alert}\n")
    for part in ("## What it means", "## How to look", "## What to do"):
        assert part in text


def test_there_is_no_runbook_without_an_alert() -> None:
    there = {path.stem for path in (ROOT / "docs" / "runbooks").glob("*.md")} - {"README"}
    assert there == ALERTS.keys()


@pytest.mark.parametrize("runbook", sorted((ROOT / "docs" / "runbooks").glob("*.md")), ids=lambda path: path.stem)
def test_a_runbook_names_commands_that_there_are(runbook: Path) -> None:
    for line in (line for block in BLOCK.findall(runbook.read_text()) for line in block.splitlines()):
        assert is_a_command(line.split("#")[0].split()), line


def is_a_command(words: list[str]) -> bool:
    """Whether there is such a target of make, or such a command of ours."""
    match words:
        case ["make", target, *_]:
            return f"\n{target}:" in (ROOT / "Makefile").read_text()
        case [".venv/bin/quadrille", *arguments]:
            return _is_a_quadrille(arguments)
        case ["grep" | "curl", *_]:
            return True
    return False


def _is_a_quadrille(arguments: list[str]) -> bool:
    command: click.Command = main
    while isinstance(command, click.Group) and arguments:
        found = command.commands.get(arguments[0])
        if found is None:
            return False
        command, arguments = found, arguments[1:]
    known = {option for parameter in command.params for option in parameter.opts}
    return all(word.partition("=")[0] in known for word in arguments if word.startswith("--"))
