"""Lines that are written many at a time have what every other line has."""

import json

import pytest
from common import logs
from common.ids import new_id

RECORDS = [{"type": "order.placed", "correlation_id": new_id()} for _ in range(2)]


@pytest.fixture
def _as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs._Lines, "whose", {"service": "order", "node": "order-1"})


@pytest.mark.usefixtures("_as_before")
def test_each_record_is_a_line_with_its_correlation_id(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    logs.each("said", RECORDS)
    lines = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert [line["correlation_id"] for line in lines] == [str(record["correlation_id"]) for record in RECORDS]
    assert {line["event"] for line in lines} == {"said"}
    assert all(line["level"] == "info" and line["node"] == "order-1" and line["timestamp"] for line in lines)


def test_where_info_is_not_wanted_nothing_is_written(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    logs.each("said", RECORDS)
    assert capfdbinary.readouterr().out == b""
