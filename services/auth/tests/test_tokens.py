"""Access tokens: anyone with the published keys can verify them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import jwt
import pytest
from auth_service.tokens import Signer, read_private_key, thumbprint
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

KIM = UUID(int=1)


@pytest.fixture
def signer(key_file: Path) -> Signer:
    return Signer(read_private_key(key_file), issuer="us", audience="them", lifetime=timedelta(minutes=15))


def test_a_token_verifies_against_the_published_key_and_says_who_for_how_long(signer: Signer) -> None:
    token = signer.sign(KIM, "admin", datetime.now(UTC))
    keys = jwt.PyJWKSet.from_dict(signer.jwks())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, algorithms=["EdDSA"], audience="them", issuer="us")
    assert claims.keys() == {"sub", "role", "iat", "exp", "jti", "iss", "aud"}
    assert (claims["sub"], claims["role"], claims["exp"] - claims["iat"]) == (str(KIM), "admin", 900)


def test_no_two_tokens_are_the_same(signer: Signer) -> None:
    moment = datetime.now(UTC)
    assert signer.sign(KIM, "user", moment) != signer.sign(KIM, "user", moment)


def test_the_published_key_holds_nothing_private(signer: Signer) -> None:
    (key,) = signer.jwks()["keys"]
    assert key.keys() == {"kty", "crv", "x", "kid", "use", "alg"}


def test_a_key_id_is_the_thumbprint_of_the_example_in_rfc_8037() -> None:
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    assert thumbprint(jwk) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_a_key_of_another_kind_is_refused_by_the_name_of_its_file(tmp_path: Path) -> None:
    pem = generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = tmp_path / "rsa.pem"
    path.write_bytes(pem)
    with pytest.raises(ValueError, match=r"rsa\.pem holds no Ed25519"):
        read_private_key(path)
