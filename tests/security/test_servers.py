"""PostgreSQL and Redis are spoken to over TLS where the settings say so, and nobody else's certificate is trusted.

The servers of the local stack are built without TLS, so these are the system's: Debian's packages postgresql and
redis-server have it. Where they are not installed this says so and is skipped.
"""

import asyncio
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg2
import pytest
from aiohttp.test_utils import unused_port
from common.database import Database
from common.redis_client import redis_client
from common.settings import ServiceSettings
from redis.exceptions import RedisError
from stack import unprivileged
from stack.certificates import Certificates, certificates

SECONDS = 20.0


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that the servers' account can reach."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture
def files(home: Path) -> Certificates:
    """A certificate for this machine, which the servers' account owns."""
    made = certificates(home)
    for path in (made.server.parent, made.server, made.authority):
        unprivileged.give(path, unprivileged.account())
    return made


@contextmanager
def running(command: Sequence[str], home: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A server, until the block ends."""
    user, group = unprivileged.account() or (None, None)
    with subprocess.Popen(
        command, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=user, group=group
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


@pytest.fixture
def postgres(home: Path, files: Certificates) -> Iterator[dict[str, Any]]:
    """The settings of a service whose PostgreSQL lets in nobody without TLS."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("no PostgreSQL of the system's; `apt-get install postgresql` brings one")
    binaries, data, password, port = found[-1].parent, home / "data", home / "password", unused_port()
    password.write_text("secret")
    for path in (home, password):
        unprivileged.give(path, unprivileged.account())
    user, group = unprivileged.account() or (None, None)
    login = ("--username=service", f"--pwfile={password}", "--auth=scram-sha-256")
    subprocess.run(
        [binaries / "initdb", "-D", data, *login],
        check=True,
        cwd=home,
        stdout=subprocess.DEVNULL,
        user=user,
        group=group,
    )
    (data / "pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 scram-sha-256\n")
    options = {"port": port, "ssl": "on", "ssl_cert_file": files.server, "ssl_key_file": files.server}
    settings = [f"--{name}={value}" for name, value in {**options, "unix_socket_directories": ""}.items()]
    told = {"database_port": port, "database_name": "postgres", "database_username": "service"}
    with running([str(binaries / "postgres"), "-D", str(data), *settings], home):
        yield {**told, "database_password": "secret", "database_ca_file": files.authority}


async def encrypted(**settings: Any) -> bool:
    """Whether what a service says to PostgreSQL is encrypted, once it lets us in; raises what it is refused by."""
    deadline = monotonic() + SECONDS
    while True:
        try:
            database = await Database.connect(ServiceSettings(**settings).dsn, 2)
        except psycopg2.OperationalError as error:
            if ("onnection refused" not in str(error) and "starting up" not in str(error)) or monotonic() > deadline:
                raise
            await asyncio.sleep(0.1)
        else:
            row = await database.fetch_one("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            await database.close()
            return bool(row and row[0])


async def test_postgresql_is_spoken_to_over_tls_and_only_to_whom_the_authority_vouches_for(
    postgres: dict[str, Any], tmp_path: Path
) -> None:
    assert await encrypted(**postgres, database_ssl_mode="verify-full")
    another = certificates(tmp_path / "another").authority
    with pytest.raises(psycopg2.OperationalError, match="SSL error"):
        await encrypted(**{**postgres, "database_ca_file": another}, database_ssl_mode="verify-full")
    with pytest.raises(psycopg2.OperationalError, match="no encryption"):
        await encrypted(**postgres, database_ssl_mode="disable")


@pytest.fixture
def redis(home: Path, files: Certificates) -> Iterator[dict[str, Any]]:
    """The settings of a service whose Redis listens by TLS alone, and asks for a password."""
    server = shutil.which("valkey-server") or shutil.which("redis-server")
    if server is None:
        pytest.skip("no Redis of the system's; `apt-get install redis-server` brings one")
    port = unused_port()
    tls = ["--tls-cert-file", str(files.server), "--tls-key-file", str(files.server), "--tls-auth-clients", "no"]
    listen = ["--port", "0", "--tls-port", str(port), "--bind", "127.0.0.1", "--tls-ca-cert-file", str(files.authority)]
    unprivileged.give(home, unprivileged.account())
    with running([server, *listen, *tls, "--requirepass", "secret", "--save", ""], home):
        yield {"redis_port": port, "redis_password": "secret", "redis_tls": True, "redis_ca_file": files.authority}


async def ping(**settings: Any) -> bool:
    """Whether Redis answers; raises what it is refused by."""
    async with redis_client(ServiceSettings(**settings)) as client:
        return bool(await client.ping())


async def test_redis_is_spoken_to_over_tls_and_only_to_whom_the_authority_vouches_for(
    redis: dict[str, Any], tmp_path: Path
) -> None:
    deadline = monotonic() + SECONDS
    while True:
        try:
            assert await ping(**redis)
            break
        except RedisError:
            assert monotonic() < deadline
            await asyncio.sleep(0.1)
    for changed in (
        {"redis_ca_file": certificates(tmp_path / "another").authority},
        {"redis_tls": False},
        {"redis_password": "a guess"},
    ):
        with pytest.raises(RedisError):
            await ping(**{**redis, **changed})
