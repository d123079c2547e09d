"""Secrets are made once and can be read by their owner alone."""

from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from stack.credentials import administrator, database_passwords
from stack.errors import StackError
from stack.key_folder import key_folder
from stack.keys import ensure_keys, public_half, public_jwk, write_fresh_key


def test_a_token_signed_with_the_private_key_is_verified_with_the_set(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    folder = key_folder(tmp_path)
    token = jwt.encode({"sub": "me"}, folder.private_key_file.read_text(), algorithm="EdDSA")
    published = jwt.PyJWKSet.from_json(folder.jwks_file.read_text())
    assert jwt.decode(token, published.keys[0], algorithms=["EdDSA"]) == {"sub": "me"}


def test_the_key_id_is_the_thumbprint_of_the_standards_example() -> None:
    # RFC 8037, appendix A: the key and its thumbprint.
    secret = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    key = public_jwk(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)))
    assert key["x"] == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    assert key["kid"] == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_secrets_stay_the_same_and_private(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    folder = key_folder(tmp_path)
    first = database_passwords(tmp_path), administrator(tmp_path), folder.published()
    ensure_keys(tmp_path)
    assert first == (database_passwords(tmp_path), administrator(tmp_path), folder.published())
    for path in (tmp_path / "secrets.json", tmp_path / "admin.json", folder.private_key_file):
        assert path.stat().st_mode & 0o777 == 0o600


def test_keys_that_were_published_before_stay_published(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    folder = key_folder(tmp_path)
    (old,) = folder.published()
    write_fresh_key(folder.private_key_file)
    ensure_keys(tmp_path)
    assert folder.published() == [public_half(folder.private_key_file), old]


def test_a_set_that_cannot_be_read_is_not_written_over(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    broken = key_folder(tmp_path).jwks_file
    broken.write_text('{"keys": [')
    with pytest.raises(StackError, match=r"jwks\.json holds no keys; delete it"):
        ensure_keys(tmp_path)
    assert broken.read_text() == '{"keys": ['


def test_a_file_that_is_replaced_keeps_its_readers(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    folder = key_folder(tmp_path)
    folder.jwks_file.chmod(0o640)
    folder.publish([])
    assert folder.jwks_file.stat().st_mode & 0o777 == 0o640
