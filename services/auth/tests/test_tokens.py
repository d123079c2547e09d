"""Access tokens: anyone with the published keys can verify them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import jwt
import pytest
from auth_service.keys import Keys
from auth_service.tokens import Signer

KIM = UUID(int=1)


@pytest.fixture
def keys(key_file: Path) -> Keys:
    return Keys(key_file, None)


@pytest.fixture
def signer(keys: Keys) -> Signer:
    return Signer(keys, issuer="us", audience="them", lifetime=timedelta(minutes=15))


def test_a_token_verifies_against_the_published_key_and_says_who_for_how_long(signer: Signer, keys: Keys) -> None:
    token = signer.sign(KIM, "admin", datetime.now(UTC))
    key = jwt.PyJWKSet.from_dict({**keys.published()})[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, algorithms=["EdDSA"], audience="them", issuer="us")
    assert claims.keys() == {"sub", "role", "iat", "exp", "jti", "iss", "aud"}
    assert (claims["sub"], claims["role"], claims["exp"] - claims["iat"]) == (str(KIM), "admin", 900)


def test_no_two_tokens_are_the_same(signer: Signer) -> None:
    moment = datetime.now(UTC)
    assert signer.sign(KIM, "user", moment) != signer.sign(KIM, "user", moment)
