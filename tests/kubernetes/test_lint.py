"""kube-score finds nothing to say but what is said here, with the reason."""

import json
import subprocess

import pytest

from tests.kubernetes.rendering import LOCAL, OVERLAYS, of_kind, text
from tests.kubernetes.tools import program

ALL_WELL, SKIPPED = 10, True


def findings(overlay: str) -> set[tuple[str, str]]:
    """(name, check) of everything that is not in order."""
    command = [str(program("kube-score")), "score", "--output-format", "json", "-"]
    answer = subprocess.run(command, input=text(overlay), stdout=subprocess.PIPE, check=False, text=True)
    return {
        (each["object_meta"]["name"], check["check"]["id"])
        for each in json.loads(answer.stdout)
        for check in each["checks"]
        if not check["skipped"] and check["grade"] < ALL_WELL
    }


def expected(overlay: str) -> set[tuple[str, str]]:
    """What is as it is for a reason."""
    # It does not know that KEDA counts replicas too.
    found = {(each["metadata"]["name"], "deployment-replicas") for each in of_kind(overlay, "ScaledObject")}
    if overlay == LOCAL:
        # Images that were built here are in no registry to pull from, and the sandbox's record is one file.
        found |= {(each["metadata"]["name"], "container-image-pull-policy") for each in of_kind(overlay, "Deployment")}
        found.add(("payment-sandbox", "deployment-replicas"))
    return found


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_linter_has_nothing_else_to_say(overlay: str) -> None:
    assert findings(overlay) == expected(overlay)
