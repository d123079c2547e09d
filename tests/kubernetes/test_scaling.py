"""Each service is scaled by one autoscaler, which reads topics, groups and figures that there are."""

import re

import pytest
from common import metrics
from prometheus_client import REGISTRY

from tests.kubernetes import declared
from tests.kubernetes.rendering import OVERLAYS, PRODUCTION, Object, named, of_kind, workloads

BY_LAG = ("order", "payment", "tracker")


def triggers(service: str, kind: str) -> list[Object]:
    """What KEDA looks at."""
    every = named(PRODUCTION, "ScaledObject", service)["spec"]["triggers"]
    return [each["metadata"] for each in every if each["type"] == kind]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_each_service_has_one_autoscaler_and_no_number_of_replicas_beside_it(overlay: str) -> None:
    scalers = of_kind(overlay, "HorizontalPodAutoscaler", "ScaledObject")
    assert sorted(each["spec"]["scaleTargetRef"]["name"] for each in scalers) == sorted(declared.services())
    for each in declared.services():
        assert "replicas" not in named(overlay, "Deployment", each)["spec"]


@pytest.mark.parametrize("service", BY_LAG)
def test_keda_watches_the_lag_of_every_topic_that_the_service_reads_in_its_own_group(service: str) -> None:
    assert {each["topic"] for each in triggers(service, "kafka")} == declared.reads(service)
    assert {each["consumerGroup"] for each in triggers(service, "kafka")} == {service}


@pytest.mark.parametrize("service", ["order", "payment"])
def test_keda_watches_how_many_sagas_begin(service: str) -> None:
    [watched] = triggers(service, "prometheus")
    known = {metric.name for metric in REGISTRY.collect()}
    assert metrics.SAID  # it is what is asked for
    assert {name.removesuffix("_total") for name in re.findall(r"quadrille_\w+", watched["query"])} <= known
    assert 'type="order.placed"' in watched["query"]


@pytest.mark.parametrize("service", BY_LAG)
def test_no_more_replicas_are_made_than_there_are_partitions(service: str) -> None:
    [container] = workloads(PRODUCTION)[service]["spec"]["containers"]
    settings = named(PRODUCTION, "ConfigMap", container["envFrom"][0]["configMapRef"]["name"])["data"]
    assert named(PRODUCTION, "ScaledObject", service)["spec"]["maxReplicaCount"] <= int(settings["KAFKA_PARTITIONS"])
