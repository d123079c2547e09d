"""What ConfigMaps say is what the services can be told, and what they are told is there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from stack.keys import public_jwk

from tests.kubernetes import declared
from tests.kubernetes.rendering import LOCAL, OVERLAYS, Object, containers, environment, named, of_kind, workloads
from tests.kubernetes.tools import K8S

MANAGED = [each for each in OVERLAYS if each != LOCAL]
OWN = "/run/secrets/own/"


def told(overlay: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each of our own programs with what it is told."""
    for name, container in containers(overlay):
        if name in (*declared.services(), declared.SANDBOX):
            yield name, environment(overlay, container)


def secrets_of(overlay: str, name: str) -> set[str]:
    """The Secrets that a workload's pods have as files."""
    volumes: list[Object] = workloads(overlay)[name]["spec"]["volumes"]
    sources = [source for each in volumes for source in each.get("projected", {}).get("sources", [])]
    whole = {each["secret"]["secretName"] for each in volumes if "secret" in each}
    return whole | {each["secret"]["name"] for each in sources}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_setting_that_is_named_exists(overlay: str) -> None:
    """Each may also be read from the file that its name with `_FILE` names."""
    for name, environment_ in told(overlay):
        known = {field.upper() for field in declared.settings_of(name).model_fields}
        assert environment_.keys() <= known | {f"{each}_FILE" for each in known}, name


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_setting_is_taken_as_it_is_written(overlay: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("twelve letters")
    for name, environment_ in told(overlay):
        with monkeypatch.context() as patched:
            for key, value in environment_.items():
                patched.setenv(key, str(tmp_path / "file") if value.startswith(OWN) else value)
            settings = declared.settings_of(name)()
        fields = {key.lower() if key.lower() in settings.model_fields_set else key.lower()[:-5] for key in environment_}
        assert fields <= settings.model_fields_set, name


def test_every_file_that_is_named_is_in_the_secret_that_is_mounted_there() -> None:
    for name, environment_ in told(LOCAL):
        files = {value.removeprefix(OWN) for value in environment_.values() if value.startswith(OWN)}
        for secret in secrets_of(LOCAL, name):
            assert files == named(LOCAL, "Secret", secret)["data"].keys()
        assert bool(files) == (name != declared.SANDBOX)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_who_has_a_secret_is_the_only_one_but_for_what_makes_and_dumps_databases(overlay: str) -> None:
    held = [secret for name, _ in told(overlay) for secret in secrets_of(overlay, name)]
    assert len(held) == len(set(held)) == len(declared.services())
    environments = [each for name, container in containers(overlay) for each in container.get("envFrom", [])]
    assert all(each.keys() == {"configMapRef"} for each in environments)


@pytest.mark.parametrize("overlay", MANAGED)
def test_production_holds_no_secret_and_names_where_each_comes_from(overlay: str) -> None:
    assert of_kind(overlay, "Secret") == []
    made = {each["spec"]["target"]["name"] for each in of_kind(overlay, "ExternalSecret")}
    assert made == {secret for name in workloads(overlay) for secret in secrets_of(overlay, name)}


@pytest.mark.parametrize("overlay", MANAGED)
def test_in_production_every_server_has_to_prove_who_it_is_and_so_has_the_service(overlay: str) -> None:
    for name, environment_ in told(overlay):
        assert environment_["KAFKA_SECURITY_PROTOCOL"] == "SASL_SSL"
        assert environment_["KAFKA_USERNAME"] == name
        assert (environment_["DATABASE_SSL_MODE"], environment_["REDIS_TLS"]) == ("verify-full", "true")


def test_what_the_example_key_signs_its_public_half_verifies() -> None:
    folder = K8S / "overlays" / LOCAL / "secrets"
    key = load_pem_private_key((folder / "jwt.pem").read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    assert public_jwk(key)["kid"] in (folder / "jwks.json").read_text()


def test_databases_are_made_as_the_composition_makes_them() -> None:
    ours, theirs = K8S / "overlays" / LOCAL / "provision.sh", declared.ROOT / "compose/postgres/provision.sh"
    assert ours.read_text() == theirs.read_text()
