"""Services of a release read what is written today, as far as they may: their own code does, unpacked."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from common.contracts import EVENTS, PaymentFailed
from common.contracts.base import JsonObject
from quadrille.contracts.commands import ROOT
from quadrille.contracts.golden import golden, read
from quadrille.contracts.released import Golden, load
from quadrille.contracts.services import archive, python_path, unpack

RELEASED = ROOT / "libs" / "common" / "released"
RELEASES = sorted({each.release for each in load(RELEASED)})

# Run by the release's kernel: what its reader makes of records, each the event or why it is poison.
READ = """
import json, sys
from types import SimpleNamespace
from common import cloudevents
from common.errors import Poison

def read(record):
    headers = [(name, value.encode()) for name, value in record["headers"].items()]
    at = SimpleNamespace(topic=record["topic"], partition=0, offset=0, key=record["key"].encode())
    try:
        received = cloudevents.parse(SimpleNamespace(**vars(at), value=record["value"].encode()), headers)
        return json.loads(received.event.to_json())
    except Poison as poison:
        return str(poison)

print(json.dumps([read(record) for record in json.load(sys.stdin)]))
"""


@pytest.mark.parametrize("release", RELEASES)
def test_the_readers_of_a_release_read_all_of_todays_events_that_they_know(release: int, tmp_path: Path) -> None:
    known = {each.type: each.schema_version for each in load(RELEASED) if each.release <= release}
    todays = [each for each in EVENTS if each.type in known and each.readable_since <= known[each.type]]
    for contract, told in zip(todays, _read_by(release, tmp_path, [golden(each) for each in todays]), strict=True):
        said = json.loads(contract.example().to_json())
        assert told == {name: said[name] for name in told}, contract.type


def test_the_readers_of_release_1_ignore_whether_a_failed_payment_may_be_tried_again(tmp_path: Path) -> None:
    (told,) = _read_by(1, tmp_path, [golden(PaymentFailed)])
    said = json.loads(PaymentFailed.example().to_json())
    assert told == {name: value for name, value in said.items() if name != "retryable"}


def test_the_record_that_release_1_kept_of_a_failed_payment_tells_whether_to_try_again() -> None:
    (kept,) = [each for each in load(RELEASED) if (each.type, each.schema_version) == ("payment.failed", 1)]
    failed = read(kept.golden).event
    assert isinstance(failed, PaymentFailed)
    assert (failed.reason, failed.retryable) == ("card_declined", False)


def _read_by(release: int, folder: Path, records: list[Golden]) -> list[JsonObject | str]:
    unpack(RELEASED / archive(release), folder)
    environment = {**os.environ, "PYTHONPATH": python_path(folder)}
    asked = json.dumps([record.model_dump() for record in records])
    said = subprocess.check_output(
        [sys.executable, "-c", READ], input=asked, env=environment, cwd=folder, text=True, timeout=60
    )
    told: list[JsonObject | str] = json.loads(said)
    return told
