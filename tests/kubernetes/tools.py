"""The programs that judge what is in k8s/, built once from pinned Go modules into a cache folder: a client that renders
with kustomize, a real API server with its etcd, and a linter; and the definitions of resources that others add."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

K8S = Path(__file__).parents[2] / "k8s"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "quadrille" / "k8s"
HOW = "`python -m tests.kubernetes` builds it, which needs Go and takes about ten minutes, once"
KUBERNETES = "v1.36.3"  # as in k8s/tools/control-plane/go.mod

# A program, the folder of the module that pins it, and its package.
PROGRAMS = {
    "kubectl": ("control-plane", "k8s.io/kubernetes/cmd/kubectl"),
    "kube-apiserver": ("control-plane", "k8s.io/kubernetes/cmd/kube-apiserver"),
    "kube-controller-manager": ("control-plane", "k8s.io/kubernetes/cmd/kube-controller-manager"),
    "etcd": ("control-plane", "go.etcd.io/etcd/server/v3"),
    "kube-score": ("linter", "github.com/zegl/kube-score/cmd/kube-score"),
}
# Modules that carry the definitions of their resources, and where in them.
DEFINITIONS = {
    "github.com/kedacore/keda/v2@v2.21.0": [
        "config/crd/bases/keda.sh_scaledobjects.yaml",
        "config/crd/bases/keda.sh_triggerauthentications.yaml",
    ],
    "github.com/external-secrets/external-secrets@v1.3.2": [
        "config/crds/bases/external-secrets.io_externalsecrets.yaml",
        "config/crds/bases/external-secrets.io_secretstores.yaml",
    ],
    "github.com/argoproj/argo-cd/v3@v3.5.7": ["manifests/crds/application-crd.yaml"],
}


def program(name: str) -> Path:
    """Where it is; the test is skipped when it was not built. Any kubectl will do to render."""
    built = CACHE / name
    if built.exists():
        return built
    found = shutil.which(name) if name == "kubectl" else None
    if found is None:
        pytest.skip(f"{name} is not there: {HOW}")
    return Path(found)


def definitions() -> list[Path]:
    """The definitions of the resources of KEDA, External Secrets and Argo CD; skips when they were not fetched."""
    found = sorted((CACHE / "definitions").glob("*.yaml"))
    if len(found) < sum(map(len, DEFINITIONS.values())):
        pytest.skip(f"the definitions of KEDA, External Secrets and Argo CD are not there: {HOW}")
    return found


def build(name: str) -> None:
    """Compile one program, two files at a time, for the machine may have more to do."""
    module, package = PROGRAMS[name]
    major, minor, _ = KUBERNETES.removeprefix("v").split(".")
    told = {"gitVersion": KUBERNETES, "gitMajor": major, "gitMinor": minor}
    flags = "-s -w " + " ".join(f"-X k8s.io/component-base/version.{key}={value}" for key, value in told.items())
    command = ["go", "build", "-C", str(K8S / "tools" / module), "-p", "2", "-trimpath", "-ldflags", flags]
    environment = {**os.environ, "CGO_ENABLED": "0"}
    subprocess.run([*command, "-o", str(CACHE / name), package], env=environment, check=True)


def fetch(module: str) -> None:
    """Download a module and copy its definitions, each a file named as there."""
    answer = subprocess.run(
        ["go", "mod", "download", "-json", module], cwd=CACHE, stdout=subprocess.PIPE, check=True, text=True
    )
    target = CACHE / "definitions"
    target.mkdir(exist_ok=True)
    for file in DEFINITIONS[module]:
        shutil.copyfile(Path(json.loads(answer.stdout)["Dir"]) / file, target / Path(file).name)
