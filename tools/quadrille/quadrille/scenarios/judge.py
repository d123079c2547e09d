"""Whether what was counted is what was promised; pure."""

from collections.abc import Collection
from dataclasses import dataclass

from quadrille.scenarios.scenario import Scenario
from quadrille.scenarios.tally import CREATED, Tally

TOLERANCE = 0.1  # how far a gateway's share may be off an even one, in parts of one
GENEROUS = 2  # times that for an order node, for each gateway takes them in turn for itself


@dataclass(frozen=True)
class Nodes:
    """The names of the nodes that there are."""

    gateways: Collection[str]
    orders: Collection[str]


def judge(scenario: Scenario, tally: Tally, there: Nodes, tolerance: float = TOLERANCE) -> list[str]:
    """What is off, each in a few words with the number; nothing, if all is well."""
    findings = [
        f"{name} {counted}, not {promised}"
        for name, counted, promised in (
            ("created", tally.created, scenario.created),
            ("refused", tally.refused, scenario.refused),
            ("sagas completed", tally.completed, scenario.created),
        )
        if counted != promised
    ]
    findings += [f"{count} answered {answer}" for answer, count in tally.others.items()]
    if tally.answers[CREATED] != tally.created:
        findings.append(f"201 answered {tally.answers[CREATED]}, orders there {tally.created}")
    if tally.contested:
        findings.append(f"products in several orders {tally.contested}")
    if tally.orders:
        findings += _spread(scenario, dict.fromkeys(there.gateways, 0.0) | tally.share("gateway"), tolerance)
        findings += _spread(scenario, dict.fromkeys(there.orders, 0.0) | tally.share("node"), GENEROUS * tolerance)
    return findings


def _spread(scenario: Scenario, shares: dict[str, float], off: float) -> list[str]:
    even = 1 / len(shares)
    match scenario.spread:
        case "any":
            return []
        case "each":
            return [f"{node} took none" for node, share in sorted(shares.items()) if share == 0]
        case "even":
            return [
                f"{node} took {share:.0%}, not {even:.0%} ± {off:.0%}"
                for node, share in sorted(shares.items())
                if abs(share - even) > off
            ]
