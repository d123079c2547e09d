"""Everything that runs is bounded, watched over when nodes are emptied, and may do no more than it has to."""

import pytest

from tests.kubernetes import declared
from tests.kubernetes.rendering import LOCAL, OVERLAYS, containers, of_kind, workloads

FOREVER = ("Deployment", "StatefulSet")
PASSWORD = "_database_password"


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_deployment_and_every_server_has_a_budget_of_one_at_a_time(overlay: str) -> None:
    budgets = {
        tuple(each["spec"]["selector"]["matchLabels"].items()): each["spec"]["maxUnavailable"]
        for each in of_kind(overlay, "PodDisruptionBudget")
    }
    for each in of_kind(overlay, *FOREVER):
        assert budgets[tuple(each["spec"]["selector"]["matchLabels"].items())] == 1


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_container_says_what_it_needs_and_what_it_may_use_at_most(overlay: str) -> None:
    bounded = {"cpu", "memory", "ephemeral-storage"}
    for name, container in containers(overlay):
        resources = container["resources"]
        assert bounded == resources["requests"].keys() == resources["limits"].keys(), name


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_no_pod_has_a_token_or_is_told_of_services_by_its_environment(overlay: str) -> None:
    for name, template in workloads(overlay).items():
        spec = template["spec"]
        assert (spec["automountServiceAccountToken"], spec["enableServiceLinks"]) == (False, False), name
        assert spec["serviceAccountName"] == name
    assert all(each["automountServiceAccountToken"] is False for each in of_kind(overlay, "ServiceAccount"))


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_nobody_is_given_a_right_to_the_api_of_the_cluster(overlay: str) -> None:
    assert of_kind(overlay, "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding") == []


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_nobody_is_root_or_writes_to_its_image_or_has_a_capability(overlay: str) -> None:
    for name, container in containers(overlay):
        allowed = workloads(overlay)[name]["spec"]["securityContext"] | container["securityContext"]
        assert allowed["runAsNonRoot"], name
        assert allowed["runAsUser"] == allowed["fsGroup"] == 10001
        assert allowed["readOnlyRootFilesystem"], name
        assert not allowed["allowPrivilegeEscalation"], name
        assert allowed["capabilities"] == {"drop": ["ALL"]}
        assert allowed["seccompProfile"] == {"type": "RuntimeDefault"}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_replicas_are_spread_over_zones_and_nodes(overlay: str) -> None:
    for each in of_kind(overlay, "Deployment"):
        spec = each["spec"]["template"]["spec"]
        [zones] = spec["topologySpreadConstraints"]
        assert (zones["topologyKey"], zones["matchLabelKeys"][0]) == (
            "topology.kubernetes.io/zone",
            "app.kubernetes.io/name",
        )
        [nodes] = spec["affinity"]["podAntiAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"]
        assert nodes["podAffinityTerm"]["topologyKey"] == "kubernetes.io/hostname"


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_database_is_dumped_at_night(overlay: str) -> None:
    [backup] = [each for each in of_kind(overlay, "CronJob") if each["metadata"]["name"] == "backup"]
    volumes = backup["spec"]["jobTemplate"]["spec"]["template"]["spec"]["volumes"]
    [sources] = [each["projected"]["sources"] for each in volumes if "projected" in each]
    files = [source["secret"]["items"][0]["path"] for source in sources]
    dumped = {file.removesuffix(PASSWORD) for file in files if file.endswith(PASSWORD)}
    assert dumped == set(filter(declared.has_database, declared.services()))


def test_locally_every_server_keeps_its_data_on_a_volume() -> None:
    kept = {each["metadata"]["name"]: each["spec"]["volumeClaimTemplates"] for each in of_kind(LOCAL, "StatefulSet")}
    assert kept.keys() == {"kafka", "postgres", "valkey"}
    assert all(kept.values())
