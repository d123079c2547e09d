"""Keys follow their files: another may sign, and others may be accepted, without a restart."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from auth_service.keys import Keys, thumbprint
from common.reloading import LOOK_SECONDS
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

OLD = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": "old"}
OLD |= {"use": "sig", "alg": "EdDSA"}


@pytest.fixture
def jwks_file(tmp_path: Path) -> Path:
    path = tmp_path / "jwks.json"
    path.write_text('{"keys": []}')
    return path


def replace(path: Path, content: bytes) -> None:
    """Replace a file as a whole."""
    part = path.with_name("part")
    part.write_bytes(content)
    part.rename(path)


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until it holds, as long as it takes."""
    while not holds():
        time.sleep(LOOK_SECONDS / 5)


def kids(keys: Keys) -> list[str]:
    return [key["kid"] for key in keys.published()["keys"]]


def test_what_is_published_holds_nothing_private(key_file: Path, jwks_file: Path) -> None:
    jwks_file.write_text(json.dumps({"keys": [{**OLD, "d": "secret", "exp": 1}]}))
    own, old = Keys(key_file, jwks_file).published()["keys"]
    assert own.keys() == {"kty", "crv", "x", "kid", "use", "alg"}
    assert dict(old) == OLD


def test_its_own_key_is_published_first_and_once(key_file: Path, jwks_file: Path) -> None:
    (own,) = Keys(key_file, None).published()["keys"]
    jwks_file.write_text(json.dumps({"keys": [OLD, own]}))
    assert kids(Keys(key_file, jwks_file)) == [own["kid"], "old"]


def test_a_private_key_that_was_replaced_signs_no_more(key_file: Path, fresh_pem: Callable[[], bytes]) -> None:
    keys = Keys(key_file, None)
    before = keys.signing.public["kid"]
    replace(key_file, fresh_pem())
    eventually(lambda: keys.signing.public["kid"] != before)
    assert kids(keys) == [keys.signing.public["kid"]]


def test_a_public_key_that_was_added_is_published(key_file: Path, jwks_file: Path) -> None:
    keys = Keys(key_file, jwks_file)
    replace(jwks_file, json.dumps({"keys": [OLD]}).encode())
    eventually(lambda: kids(keys)[1:] == ["old"])


def test_a_key_id_is_the_thumbprint_of_the_example_in_rfc_8037() -> None:
    assert thumbprint("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo") == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_a_key_of_another_kind_is_refused_by_the_name_of_its_file(tmp_path: Path) -> None:
    pem = generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = tmp_path / "rsa.pem"
    path.write_bytes(pem)
    with pytest.raises(ValueError, match=r"rsa\.pem: holds no Ed25519"):
        Keys(path, None)


@pytest.mark.parametrize("document", ["", "[]", '{"keys": [{"kty": "RSA"}]}'])
def test_a_key_set_of_another_shape_is_refused_by_the_name_of_its_file(
    key_file: Path, jwks_file: Path, document: Any
) -> None:
    jwks_file.write_text(document)
    with pytest.raises(ValueError, match=r"jwks\.json: "):
        Keys(key_file, jwks_file)
