"""Secrets are made once and can be read by their owner alone."""

import json
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from stack.credentials import administrator, database_passwords
from stack.keys import ensure_keys, jwks_file, private_key_file, public_jwk


def test_a_token_signed_with_the_private_key_is_verified_with_the_set(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    token = jwt.encode({"sub": "me"}, private_key_file(tmp_path).read_text(), algorithm="EdDSA")
    published = jwt.PyJWKSet.from_json(jwks_file(tmp_path).read_text())
    assert jwt.decode(token, published.keys[0], algorithms=["EdDSA"]) == {"sub": "me"}


def test_the_key_id_is_the_thumbprint_of_the_standards_example() -> None:
    # RFC 8037, appendix A: the key and its thumbprint.
    secret = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    key = public_jwk(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)))
    assert key["x"] == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    assert key["kid"] == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_secrets_stay_the_same_and_private(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    first = database_passwords(tmp_path), administrator(tmp_path), json.loads(jwks_file(tmp_path).read_text())
    ensure_keys(tmp_path)
    assert first == (
        database_passwords(tmp_path),
        administrator(tmp_path),
        json.loads(jwks_file(tmp_path).read_text()),
    )
    for path in (tmp_path / "secrets.json", tmp_path / "admin.json", private_key_file(tmp_path)):
        assert path.stat().st_mode & 0o777 == 0o600
