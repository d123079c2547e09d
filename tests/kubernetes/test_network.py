"""The network policies let happen what the code declares, and nothing else: services meet in Kafka alone."""

from itertools import product

import pytest

from tests.kubernetes import declared
from tests.kubernetes.reach import NAMESPACE, Peer, may_reach
from tests.kubernetes.rendering import LOCAL, OVERLAYS, PRODUCTION, environment, named, of_kind, workloads

HTTP, KAFKA, KAFKA_TLS, CONTROLLER, POSTGRES, REDIS, OTLP = 8080, 9092, 9096, 9093, 5432, 6379, 4317
INGRESS_CONTROLLER = Peer("ingress controller", "nginx-ingress", {"app": "nginx-ingress"})
PROMETHEUS = Peer("prometheus", "monitoring", {"app": "prometheus"})
COLLECTOR = Peer("collector", "monitoring", {"app": "collector"})
STRANGER = Peer("stranger", "default", {"app.kubernetes.io/name": "gateway", "reaches/kafka": "yes"})
DNS = Peer("dns", "kube-system", {"k8s-app": "kube-dns"})
INTERNET = Peer("internet", address="203.0.113.7")
CLOUD = Peer("the cloud's metadata", address="169.254.169.254")
SERVERS = ("reach-kafka", "reach-postgres", "reach-redis")
EVERY_PORT = {HTTP, KAFKA, KAFKA_TLS, CONTROLLER, POSTGRES, REDIS, OTLP, 22, 80, 443}


def pods(overlay: str) -> dict[str, Peer]:
    """One pod of each workload."""
    found = {}
    for name, template in workloads(overlay).items():
        listed = [port for container in template["spec"]["containers"] for port in container.get("ports", [])]
        ports = {port["name"]: port["containerPort"] for port in listed}
        found[name] = Peer(name, NAMESPACE, template["metadata"]["labels"], ports)
    return found


def ways(overlay: str, sources: list[Peer], targets: list[Peer]) -> set[tuple[str, str, int]]:
    """Every connection that could be opened."""
    policies = of_kind(overlay, "NetworkPolicy")
    pairs = product(sources, targets, EVERY_PORT)
    return {(a.name, b.name, port) for a, b, port in pairs if a != b and may_reach(policies, a, b, port)}


def wanted(*, servers: bool) -> set[tuple[str, str, int]]:
    """Every connection that the code declares; `servers` among them, where they are pods."""
    services = declared.services()
    edges = {(each, other, HTTP) for each in services for other in declared.asks(each)}
    if not servers:
        return edges
    edges |= {(each, "kafka", KAFKA) for each in services}
    edges |= {(each, "postgres", POSTGRES) for each in (*filter(declared.has_database, services), "backup")}
    edges |= {(each, "valkey", REDIS) for each in services if declared.uses_redis(each)}
    return edges | {(each, declared.SANDBOX, HTTP) for each in services if declared.asks_provider(each)}


def test_pods_reach_each_other_as_the_code_declares_and_not_otherwise() -> None:
    ours = list(pods(LOCAL).values())
    assert ways(LOCAL, ours, ours) == wanted(servers=True)


@pytest.mark.parametrize("overlay", [each for each in OVERLAYS if each != LOCAL])
def test_with_managed_servers_only_the_gateway_reaches_another_pod(overlay: str) -> None:
    ours = list(pods(overlay).values())
    assert ways(overlay, ours, ours) == wanted(servers=False)
    assert {source for source, _, _ in wanted(servers=False)} == {"gateway"}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_order_cannot_reach_payment_nor_payment_order(overlay: str) -> None:
    both = [pods(overlay)[name] for name in ("order", "payment")]
    assert ways(overlay, both, both) == set()


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_from_outside_the_ingress_controller_reaches_the_gateway_and_nobody_anything_else(overlay: str) -> None:
    outside = [INGRESS_CONTROLLER, STRANGER, INTERNET]
    reached = ways(overlay, outside, list(pods(overlay).values()))
    assert reached == {(INGRESS_CONTROLLER.name, "gateway", HTTP)}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_prometheus_reaches_every_service_and_each_reaches_the_collector(overlay: str) -> None:
    ours = list(pods(overlay).values())
    services = declared.services()
    assert ways(overlay, [PROMETHEUS], ours) == {(PROMETHEUS.name, each, HTTP) for each in services}
    sending = {source for source, _, port in ways(overlay, ours, [COLLECTOR]) if port == OTLP}
    assert sending == set(services)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_to_outside_only_payment_may_and_only_to_its_provider(overlay: str) -> None:
    may = ways(overlay, list(pods(overlay).values()), [INTERNET, CLOUD, STRANGER])
    provider = set() if overlay == LOCAL else {("payment", INTERNET.name, 443)}
    assert may == provider


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_pod_may_ask_for_names(overlay: str) -> None:
    policies = of_kind(overlay, "NetworkPolicy")
    assert all(may_reach(policies, pod, DNS, 53, "UDP") for pod in pods(overlay).values())


def test_the_networks_of_managed_servers_are_open_to_those_who_use_them() -> None:
    ours = list(pods(PRODUCTION).values())
    ports = {"kafka": KAFKA_TLS, "postgres": POSTGRES, "valkey": REDIS}
    servers = [Peer(name, address=_within(policy)) for name, policy in zip(ports, SERVERS, strict=True)]
    expected = {(who, name, ports[name]) for who, name, _ in wanted(servers=True) if name in ports}
    assert ways(PRODUCTION, ours, servers) == expected


def _within(policy: str) -> str:
    """An address that the policy opens."""
    [rule] = named(PRODUCTION, "NetworkPolicy", policy)["spec"]["egress"]
    address: str = rule["to"][0]["ipBlock"]["cidr"].partition("/")[0]
    return address


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_gateway_is_told_the_addresses_of_services_that_are_there(overlay: str) -> None:
    [container] = workloads(overlay)["gateway"]["spec"]["containers"]
    told = environment(overlay, container)
    for name in declared.asks("gateway"):
        service = named(overlay, "Service", name)
        assert told[f"{name.upper()}_URLS"] == f"http://{name}:{service['spec']['ports'][0]['port']}"
        assert service["spec"]["selector"].items() <= pods(overlay)[name].labels.items()


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_metrics_are_not_to_be_had_from_outside(overlay: str) -> None:
    [rule] = named(overlay, "Ingress", "quadrille")["spec"]["rules"]
    behind = {each["path"]: each["backend"]["service"]["name"] for each in rule["http"]["paths"]}
    assert behind == {"/": "gateway", "/metrics": "nobody"}
    assert "selector" not in named(overlay, "Service", "nobody")["spec"]


def test_without_the_policies_it_would_be_seen_that_order_reaches_payment() -> None:
    order, payment = (pods(LOCAL)[name] for name in ("order", "payment"))
    assert may_reach([], order, payment, HTTP)
    mended = [each for each in of_kind(LOCAL, "NetworkPolicy") if each["metadata"]["name"] not in ("order", "payment")]
    assert not may_reach(mended, order, payment, HTTP)
