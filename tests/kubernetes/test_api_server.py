"""A real control plane takes everything, by its own validation, defaults and admission, and makes every pod of it."""

import json
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.kubernetes.control_plane import CONTROLLERS, Cluster, running
from tests.kubernetes.reach import NAMESPACE
from tests.kubernetes.rendering import LOCAL, OVERLAYS, of_kind, rendered, text, workloads
from tests.kubernetes.tools import K8S, definitions, program

PROGRAMS = ("etcd", "kube-apiserver")
HERE = f"--namespace={NAMESPACE}"
PATIENCE = 60.0  # seconds
ASKED = [("get", "secrets"), ("list", "pods"), ("create", "pods"), ("patch", "deployments")]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """With the definitions of KEDA, External Secrets and Argo CD, and the local overlay."""
    for name in PROGRAMS:
        program(name)
    with running(tmp_path_factory.mktemp("cluster")) as cluster:
        for path in definitions():
            cluster.kubectl("apply", "--server-side", f"--filename={path}")
        cluster.kubectl("wait", "crd", "--all", "--for=condition=Established", "--timeout=30s")
        cluster.kubectl("create", "namespace", "argocd")
        cluster.kubectl("apply", "--filename=-", input=text(LOCAL))
        yield cluster


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_it_takes_every_object_without_a_warning(cluster: Cluster, overlay: str) -> None:
    said = cluster.kubectl("apply", "--dry-run=server", "--validate=strict", "--filename=-", input=text(overlay))
    assert len(said.splitlines()) == len(rendered(overlay))
    assert [line for line in said.splitlines() if not line.endswith("(server dry run)")] == []


@pytest.mark.parametrize("cloud", ["eks", "gke"])
def test_it_takes_the_application_of_argo_cd(cluster: Cluster, cloud: str) -> None:
    path = K8S / "argocd" / f"{cloud}.yaml"
    said = cluster.kubectl("apply", "--dry-run=server", "--validate=strict", f"--filename={path}")
    assert said.strip().endswith("(server dry run)")


def test_it_keeps_every_deployment_and_server_of_the_local_overlay(cluster: Cluster) -> None:
    kept = json.loads(cluster.kubectl("get", "deployments,statefulsets", HERE, "--output=json"))["items"]
    wanted = {each["metadata"]["name"] for each in of_kind(LOCAL, "Deployment", "StatefulSet")}
    assert {each["metadata"]["name"] for each in kept} == wanted


def made(cluster: Cluster) -> Counter[str]:
    """How many pods there are, by the workload that they are of."""
    pods = json.loads(cluster.kubectl("get", "pods", HERE, "--output=json"))["items"]
    return Counter(each["metadata"]["labels"]["app.kubernetes.io/name"] for each in pods)


def test_the_controllers_make_every_pod_and_pod_security_admits_it(cluster: Cluster) -> None:
    """As many as autoscalers ask for at least; and that of the nightly backup, at once."""
    program(CONTROLLERS)
    cluster.kubectl("create", "job", "backup-now", "--from=cronjob/backup", HERE)
    least = {each["metadata"]["name"]: each["spec"] for each in of_kind(LOCAL, "HorizontalPodAutoscaler")}
    fixed = of_kind(LOCAL, "StatefulSet", "Deployment")
    wanted = {each["metadata"]["name"]: each["spec"].get("replicas", 1) for each in fixed} | {"backup": 1}
    wanted |= {name: spec["minReplicas"] for name, spec in least.items()}
    until = time.monotonic() + PATIENCE
    while made(cluster) != wanted and time.monotonic() < until:
        time.sleep(0.5)
    assert made(cluster) == wanted, cluster.kubectl("get", "events", HERE, "--field-selector=type=Warning")


def test_pod_security_refuses_a_pod_that_may_more(cluster: Cluster) -> None:
    template = json.loads(json.dumps(workloads(LOCAL)["order"]))
    template["spec"]["containers"][0]["securityContext"]["allowPrivilegeEscalation"] = True
    metadata = {**template["metadata"], "name": "greedy", "namespace": NAMESPACE}
    greedy = json.dumps({**template, "apiVersion": "v1", "kind": "Pod", "metadata": metadata})
    said = cluster.kubectl("create", "--dry-run=server", "--filename=-", input=greedy, check=False)
    assert 'violates PodSecurity "restricted:latest"' in said


@pytest.mark.parametrize("account", ["order", "backup"])
@pytest.mark.parametrize(("verb", "what"), ASKED)
def test_no_account_of_ours_may_read_or_change_anything(cluster: Cluster, account: str, verb: str, what: str) -> None:
    assert of_kind(LOCAL, "RoleBinding", "ClusterRoleBinding") == []
    who = f"--as=system:serviceaccount:{NAMESPACE}:{account}"
    assert cluster.kubectl("auth", "can-i", verb, what, who, HERE, check=False).strip() == "no"
