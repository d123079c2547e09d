"""A real Kubernetes control plane on this machine: etcd, the API server, which judges and stores what it is given, and
the controllers, which make pods of it. There are no nodes, so that no pod runs.
"""

import contextlib
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM

from tests.kubernetes.tools import CACHE, program

CONTROLLERS = "kube-controller-manager"  # without them everything is judged and kept, and no pod is made
TOKEN = "administrator"  # of a server that listens on loopback for as long as the test takes
START_SECONDS = 60.0


@dataclass(frozen=True)
class Cluster:
    """What a client needs to speak to it."""

    port: int

    def kubectl(self, *arguments: str, input: str | None = None, check: bool = True) -> str:
        """What it answers, complaints and warnings included. Raises CalledProcessError when it refuses."""
        where = [f"--server=https://127.0.0.1:{self.port}", f"--token={TOKEN}", "--insecure-skip-tls-verify"]
        ended = subprocess.run(
            [str(program("kubectl")), *where, *arguments],
            input=input,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            text=True,
            env={**os.environ, "KUBECONFIG": os.devnull},
        )
        if check and ended.returncode:
            raise AssertionError(ended.stdout)
        return ended.stdout


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """Start all three, and stop them at the end. Their logs are in the folder."""
    etcd, peers, secure = _free_ports(3)
    key = folder / "accounts.key"
    subprocess.run(["openssl", "genrsa", "-out", str(key), "2048"], check=True, capture_output=True)
    (folder / "tokens.csv").write_text(f"{TOKEN},administrator,1,system:masters\n")
    store, peer = f"http://127.0.0.1:{etcd}", f"http://127.0.0.1:{peers}"
    keeps = [f"--data-dir={folder / 'etcd'}", f"--listen-client-urls={store}", f"--advertise-client-urls={store}"]
    keeps += [f"--listen-peer-urls={peer}", f"--initial-advertise-peer-urls={peer}"]
    keeps += [f"--initial-cluster=default={peer}"]
    serves = [f"--etcd-servers={store}", "--bind-address=127.0.0.1", f"--secure-port={secure}"]
    serves += [f"--cert-dir={folder / 'certificates'}", f"--token-auth-file={folder / 'tokens.csv'}"]
    serves += [f"--service-account-key-file={key}", f"--service-account-signing-key-file={key}"]
    serves += ["--service-account-issuer=https://kubernetes.default.svc", "--service-cluster-ip-range=10.96.0.0/16"]
    serves += ["--authorization-mode=RBAC"]
    with _process("etcd", keeps, folder), _process("kube-apiserver", serves, folder):
        cluster = Cluster(secure)
        _wait_for(cluster, folder)
        (folder / "kubeconfig").write_text(json.dumps(_access(secure)))
        works = [f"--kubeconfig={folder / 'kubeconfig'}", f"--service-account-private-key-file={key}"]
        works += ["--leader-elect=false", "--secure-port=0", "--horizontal-pod-autoscaler-sync-period=2s"]
        with _process(CONTROLLERS, works, folder) if (CACHE / CONTROLLERS).exists() else contextlib.nullcontext():
            yield cluster


def _access(port: int) -> dict[str, object]:
    """What clients that know no flags for it read: where the server is, and the administrator's token."""
    server = {"server": f"https://127.0.0.1:{port}", "insecure-skip-tls-verify": True}
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "here", "cluster": server}],
        "users": [{"name": "administrator", "user": {"token": TOKEN}}],
        "contexts": [{"name": "here", "context": {"cluster": "here", "user": "administrator"}}],
        "current-context": "here",
    }


@contextlib.contextmanager
def _process(name: str, arguments: Sequence[str], folder: Path) -> Iterator[None]:
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen([str(program(name)), *arguments], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.send_signal(SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait_for(cluster: Cluster, folder: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while cluster.kubectl("get", "--raw=/readyz", check=False) != "ok":
        if time.monotonic() > until:
            raise AssertionError((folder / "kube-apiserver.log").read_text()[-2000:])
        time.sleep(0.2)


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
