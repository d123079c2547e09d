"""Things taken out of the code, one at a time, in a copy: a check fails, with a sentence that names what broke."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

COPIED = ("libs/common/common", "libs/common/released", "services", "tools/quadrille/quadrille", "tests", "docs")
CHOREOGRAPHY = "quadrille choreography check"
CONTRACTS = "quadrille contracts check"
MODEL = "tests.model --retries 0 --adapters provider"
DOCS = "quadrille choreography docs --check"
ORDER, PAYMENT = "services/order/order_service", "services/payment/payment_service"
SAID = "libs/common/common/contracts"


@dataclass(frozen=True)
class Mutation:
    """`old` becomes `new` in the file at `path`; then `check` fails, and says `sentence`."""

    name: str
    path: str
    old: str
    new: str
    check: str
    sentence: str


MUTATIONS = [
    Mutation(
        "the order does not react to a declined payment",
        f"{ORDER}/reactions.py",
        "@when(PaymentFailed, says=[OrderCancelled])\n",
        "",
        CHOREOGRAPHY,
        "payment.failed leaves its saga hanging: it leads to user.suspended, and to no last word",
    ),
    Mutation(
        "payment does not react to a cancelled order",
        f"{PAYMENT}/reactions.py",
        "@when(OrderCancelled, says=[PaymentVoidRequested, PaymentVoided, PaymentRefundRequested, PaymentRefunded])\n",
        "",
        CHOREOGRAPHY,
        "payment.completed is never undone: payment.refunded needs order.cancelled, which payment does not see",
    ),
    Mutation(
        "the gateway does not hear of suspensions",
        "services/gateway/gateway_service/suspensions.py",
        "@when(UserSuspended)\n",
        "",
        CHOREOGRAPHY,
        "gateway sees user.reinstated, but not user.suspended, which that undoes",
    ),
    Mutation(
        "no timer ends an attempt",
        f"{ORDER}/commands.py",
        '    "timer: the payment deadline",\n',
        '    "client: nobody in particular",\n',
        CHOREOGRAPHY,
        "order.placed opens an attempt that may never end: no timer of order ends it",
    ),
    Mutation(
        "a reaction does not declare all that it may say",
        f"{ORDER}/reactions.py",
        "says=[OrderConfirmed, OrderPaid, OrderCancelled]",
        "says=[OrderConfirmed, OrderCancelled]",
        CHOREOGRAPHY,
        "order.paid has a contract, but nothing that order reacts to makes it say so",
    ),
    Mutation(
        "a charge names no compensation",
        f"{SAID}/payment.py",
        '    undone_by = ("payment.refunded",)\n',
        "",
        CHOREOGRAPHY,
        "payment.completed does not say what undoes it",
    ),
    Mutation(
        "a contract loses a field",
        f"{SAID}/payment.py",
        '    """The provider took the money."""\n',
        '    """The provider took the money."""\n\n    amount: ClassVar[str]\n',
        CONTRACTS,
        "payment.completed lost the field `amount`",
    ),
    Mutation(
        "a contract asks for more than was promised",
        f"{SAID}/order.py",
        '    """The order stands: the saga completed."""\n',
        '    """The order stands: the saga completed."""\n\n    van: Annotated[str, Field(examples=["red"])]\n',
        CONTRACTS,
        "order.confirmed demands the new field `van`, which release 1 does not write",
    ),
    Mutation(
        "an old version is lifted by nobody",
        f"{SAID}/payment.py",
        "    upcasters: ClassVar[Mapping[int, Upcast]] = {1: _tell_whether_retryable}\n",
        "",
        CONTRACTS,
        "no upcaster lifts a payment.failed from schema version 1 to 2",
    ),
    Mutation(
        "payment keeps what it took",
        f"{PAYMENT}/decide.py",
        '            return [PaymentRefundRequested(**about, charge_id=attempt.charge_id or "")]\n    return []\n',
        "            return []\n    return []\n",
        MODEL,
        "all is at rest, the order is CANCELLED, and the money of attempt 1 is kept",
    ),
    Mutation(
        "a cancellation confirms",
        f"{ORDER}/decide.py",
        "            return [] if cancelled else [_cancelled(state, BY_USER, str(user_id))]\n",
        "            return [] if cancelled else [_confirmed(state, str(user_id))]\n",
        MODEL,
        "CancelOrder makes of an order that is PENDING in attempt 1 (no failure) ['order.confirmed'], not",
    ),
    Mutation(
        "an answer says more than is declared",
        f"{PAYMENT}/commands.py",
        "says=[PaymentCompleted, PaymentFailed, PaymentRefundRequested],",
        "says=[PaymentCompleted, PaymentFailed],",
        MODEL,
        "payment says payment.refund_requested, which RecordCharge does not declare",
    ),
    Mutation(
        "the protocol loses a step",
        f"{SAID}/order.py",
        ', Transition("PAID", "CONFIRMED"))\n',
        ",)\n",
        MODEL,
        "order.confirmed breaks the protocol in state PAID: the protocol has no such step from this state",
    ),
    Mutation(
        "a reaction is done for another reason",
        f"{ORDER}/reactions.py",
        "because nobody will pay for it.",
        "because it is Friday.",
        DOCS,
        "docs/choreography.md is not what the code says",
    ),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code that is checked, to be changed and put right again."""
    root = tmp_path_factory.mktemp("mutated")
    for folder in COPIED:
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return root


def checked(root: Path, check: str) -> subprocess.CompletedProcess[str]:
    packages = [root, root / "libs/common", root / "tools/quadrille", *(root / "services").iterdir()]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, packages)), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", *check.split()]
    return subprocess.run(command, cwd=root, env=environment, check=False, capture_output=True, text=True, timeout=100)


@pytest.mark.parametrize("check", [CHOREOGRAPHY, CONTRACTS, MODEL, DOCS], ids=lambda check: check.replace(" ", "-"))
def test_the_copy_as_it_is_passes(copy: Path, check: str) -> None:
    done = checked(copy, check)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name.replace(" ", "-"))
def test_what_is_taken_out_is_named(copy: Path, mutation: Mutation) -> None:
    path = copy / mutation.path
    right = path.read_text()
    assert right.count(mutation.old) == 1, f"{mutation.path} is not what this mutation was written for"
    path.write_text(right.replace(mutation.old, mutation.new))
    try:
        done = checked(copy, mutation.check)
    finally:
        path.write_text(right)

    assert done.returncode == 1, done.stdout + done.stderr
    assert mutation.sentence in done.stdout + done.stderr
