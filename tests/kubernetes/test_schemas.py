"""Everything fits the schemas of Kubernetes, of two versions, with no field that they do not know."""

from functools import cache
from typing import Any

import jsonschema
import pytest
import yaml
from kubernetes_validate import ValidationError, validate

from tests.kubernetes.rendering import OVERLAYS, Object, rendered
from tests.kubernetes.tools import K8S, definitions

VERSIONS = ("1.34", "1.36")
OTHERS = ("keda.sh", "external-secrets.io", "argoproj.io")


def is_native(each: Object) -> bool:
    """Whether Kubernetes itself defines it."""
    return each["apiVersion"].partition("/")[0] not in OTHERS


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_all_objects_fit_the_schema_of_kubernetes(overlay: str, version: str) -> None:
    for each in filter(is_native, rendered(overlay)):
        assert validate(each, version, strict=True) == version


def test_a_field_that_is_misspelt_is_found() -> None:
    service = next(each for each in rendered("local") if each["kind"] == "Service")
    with pytest.raises(ValidationError):
        validate({**service, "spec": {**service["spec"], "port": []}}, VERSIONS[0], strict=True)


@cache
def _schemas() -> dict[tuple[str, str], Any]:
    """The schemas of what others add, by version and kind, closed against unknown fields."""
    found = {}
    for path in definitions():
        spec = yaml.safe_load(path.read_text())["spec"]
        for version in spec["versions"]:
            name = f"{spec['group']}/{version['name']}", spec["names"]["kind"]
            found[name] = _closed(version["schema"]["openAPIV3Schema"])
    return found


def _closed(schema: Any) -> Any:
    """As the API server's strict validation has it: no property that is not defined. `metadata` is Kubernetes' own."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and "additionalProperties" not in schema:
        closed["additionalProperties"] = bool(schema.get("x-kubernetes-preserve-unknown-fields"))
    if schema.get("type") == "object" and "properties" not in schema and "additionalProperties" not in schema:
        closed["additionalProperties"] = True
    return closed


@pytest.mark.parametrize("overlay", [each for each in OVERLAYS if each != "local"])
def test_what_keda_and_external_secrets_are_given_fits_their_own_definitions(overlay: str) -> None:
    theirs = [each for each in rendered(overlay) if not is_native(each)]
    assert {each["kind"] for each in theirs} >= {"ScaledObject", "TriggerAuthentication", "ExternalSecret"}
    for each in theirs:
        jsonschema.validate(each, _schemas()[each["apiVersion"], each["kind"]])


@pytest.mark.parametrize("cloud", ["eks", "gke"])
def test_what_argo_cd_is_given_fits_its_own_definition_and_names_an_overlay(cloud: str) -> None:
    application = yaml.safe_load((K8S / "argocd" / f"{cloud}.yaml").read_text())
    jsonschema.validate(application, _schemas()[application["apiVersion"], "Application"])
    assert application["spec"]["source"]["path"] == f"k8s/overlays/production-{cloud}"
    assert (K8S.parent / application["spec"]["source"]["path"] / "kustomization.yaml").is_file()
