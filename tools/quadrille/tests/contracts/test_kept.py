"""What this repository released is kept by its contracts of today."""

from common.contracts import EVENTS
from quadrille.contracts.commands import ROOT
from quadrille.contracts.promises import broken
from quadrille.contracts.released import load


def test_all_that_was_ever_promised_is_kept() -> None:
    promised = load(ROOT / "libs" / "common" / "released")
    assert broken(promised, {contract.type: contract for contract in EVENTS}) == []
