"""Judges by the NetworkPolicies, as the API defines them, whether one may open a connection to another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any

Policy = Mapping[str, Any]

NAMESPACE = "quadrille"


@dataclass(frozen=True)
class Peer:
    """One end: a pod with its labels and named ports, or only an address. Policies are on pods of ours."""

    name: str
    namespace: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    ports: Mapping[str, int] = field(default_factory=dict)
    address: str = ""


def may_reach(policies: Sequence[Policy], source: Peer, target: Peer, port: int, protocol: str = "TCP") -> bool:
    """Both ends have to allow it: the policies on who asks, and those on who is asked."""
    leaves = _allows(policies, "Egress", source, target, target, port, protocol)
    return leaves and _allows(policies, "Ingress", target, source, target, port, protocol)


def _allows(
    policies: Sequence[Policy], way: str, own: Peer, other: Peer, asked: Peer, port: int, protocol: str
) -> bool:
    """Whether some rule of some policy on `own` lets it; without a policy on it everything is let."""
    on_it = [each["spec"] for each in policies if way in each["spec"]["policyTypes"] and _is_on(each["spec"], own)]
    if not on_it:
        return True
    side = "to" if way == "Egress" else "from"
    rules = [rule for spec in on_it for rule in spec.get(way.lower(), [])]
    return any(_is_peer(rule.get(side), other) and _is_port(rule.get("ports"), asked, port, protocol) for rule in rules)


def _is_on(spec: Mapping[str, Any], pod: Peer) -> bool:
    return pod.namespace == NAMESPACE and _selects(spec["podSelector"], pod.labels)


def _selects(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    assert selector.keys() <= {"matchLabels"}, "expressions are not understood here"
    wanted: Mapping[str, str] = selector.get("matchLabels", {})
    return wanted.items() <= labels.items()


def _is_peer(peers: Sequence[Mapping[str, Any]] | None, other: Peer) -> bool:
    """An absent list is everybody."""
    return peers is None or any(_matches(peer, other) for peer in peers)


def _matches(peer: Mapping[str, Any], other: Peer) -> bool:
    if block := peer.get("ipBlock"):
        inside = bool(other.address) and ip_address(other.address) in ip_network(block["cidr"])
        return inside and not any(ip_address(other.address) in ip_network(each) for each in block.get("except", []))
    if not other.namespace:
        return False
    its_namespace = {"kubernetes.io/metadata.name": other.namespace}
    selector = peer.get("namespaceSelector", {"matchLabels": {"kubernetes.io/metadata.name": NAMESPACE}})
    return _selects(selector, its_namespace) and _selects(peer.get("podSelector", {}), other.labels)


def _is_port(ports: Sequence[Mapping[str, Any]] | None, asked: Peer, port: int, protocol: str) -> bool:
    """A port may be named as the pod names it. An absent list is every port."""
    return ports is None or any(
        asked.ports.get(each["port"], each["port"]) == port and each.get("protocol", "TCP") == protocol
        for each in ports
    )
