"""Whatever the document allows, and much that it does not, is answered as documented, and never by a 5xx."""

import asyncio
import sys
import time
from pathlib import Path
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from stack.keys import public_jwk

EXAMPLES = 200
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)


@pytest.mark.disruptive
@pytest.mark.timeout(600)
async def test_two_hundred_examples_of_each_operation_are_answered_as_documented(
    gateway_url: str, stack_home: Path, tmp_path: Path
) -> None:
    # A process of its own, for it is one long computation.
    command = [
        *(str(Path(sys.executable).with_name("st")), "run", f"{gateway_url}/openapi.json"),
        *("--header", f"Authorization: Bearer {_administrator(stack_home)}"),
        *("--max-examples", str(EXAMPLES), "--phases", "coverage,fuzzing", "--checks", ",".join(CHECKS)),
        *("--request-timeout", "10", "--workers", "2", "--no-color"),
    ]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, output.decode()[-6000:]


def _administrator(stack_home: Path) -> str:
    """The token of an administrator who gets furthest, and has no account whose password might be guessed at."""
    key = load_pem_private_key((stack_home / "keys" / "jwt.pem").read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    kid = public_jwk(key)["kid"]
    claims = {"sub": str(uuid4()), "role": "admin", "iss": "quadrille-auth", "aud": "quadrille"}
    return jwt.encode({**claims, "exp": int(time.time()) + 900}, key, algorithm="EdDSA", headers={"kid": kid})
