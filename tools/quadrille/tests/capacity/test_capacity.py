"""The capacity plan: what is left of a saga, and the arithmetic of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from quadrille.capacity import plan
from quadrille.capacity.measured import Measured, measured
from quadrille.capacity.page import page
from quadrille.capacity.plan import Wanted
from quadrille.capacity.saga import Left, left
from quadrille.choreography.catalogue import collect
from quadrille.cli import main

CPU = {"gateway": 1.0, "order": 2.0, "payment": 1.0, "auth": 0.1, "tracker": 0.5}
SERVERS = {"nginx": 0.1, "kafka": 0.2, "postgres": 0.5, "redis": 0.0}
KNOWN = Measured("somewhere", 0.2, 100.0, CPU | SERVERS, {"order": 400.0, "tracker": 150.0})
SAGA = Left(4.0, 1000.0, {"order": 2.0, "payment": 2.0}, {"order": 1.0})
A_THOUSAND_A_SECOND = Wanted(orders=86_400_000, peak=2.0, busy=0.5)


def test_a_saga_says_as_many_events_as_the_services_rules_say() -> None:
    paid, mixed = left(collect(), 0.0), left(collect(), 0.5)
    assert (paid.events, paid.said) == (4.0, {"order": 2.0, "payment": 2.0})
    assert (paid.handled["auth"], mixed.handled["auth"]) == (0.0, 0.5), "auth hears of declined payments alone"
    assert paid.size > 4 * 100


def test_processes_keep_cores_below_the_share_and_there_are_two_of_each() -> None:
    assert plan.processes(A_THOUSAND_A_SECOND, KNOWN) == {
        "gateway": 4,
        "order": 8,
        "payment": 4,
        "auth": 2,
        "tracker": 2,
    }


def test_there_are_twice_as_many_partitions_as_processes_that_read() -> None:
    assert plan.partitions(A_THOUSAND_A_SECOND, KNOWN) == 18


def test_a_service_that_handles_less_than_comes_never_catches_up() -> None:
    comes_to = {line.what: line.comes_to for line in plan.catching_up(A_THOUSAND_A_SECOND, KNOWN)}
    assert comes_to == {"order": "273 s", "tracker": "never caught up"}


def test_whole_machines_are_as_many_as_the_measured_peak_asks_for() -> None:
    assert plan.cells(A_THOUSAND_A_SECOND, KNOWN) == 40


def test_every_line_of_traffic_shows_its_arithmetic() -> None:
    lines = {line.what: line.comes_to for line in plan.traffic(A_THOUSAND_A_SECOND, SAGA)}
    assert lines["events a second at the peak"] == "8,000"
    assert lines["TB on the brokers' disks"] == "1.8"


def test_processes_of_a_kind_count_together(tmp_path: Path) -> None:
    _write(tmp_path, {"order-1": 0.2, "order-2": 0.3, "payment-sandbox": 0.1})
    assert measured(tmp_path).cpu == pytest.approx({"order": 0.5, "payment-sandbox": 0.1})


def test_the_page_is_whole() -> None:
    text = page(A_THOUSAND_A_SECOND, KNOWN, SAGA)
    assert "86,400,000 orders a day" in text
    assert "{" not in text


def test_without_figures_the_command_says_so(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["capacity", "--figures", str(tmp_path)])
    assert result.exit_code == 1
    assert "is not there" in result.output


def _write(folder: Path, cpu: dict[str, float]) -> None:
    at = {"at": "today", "commit": "abc", "cores": 2}
    sagas: dict[str, Any] = {"measured": at, "declined": 0.2, "rounds": [{"settledPerSecond": 10}], "cpuMsPerSaga": cpu}
    (folder / "sagas.json").write_text(json.dumps(sagas))
    (folder / "backlog.json").write_text(json.dumps({"orders": 100, "services": {"order": {"seconds": 2.0}}}))
