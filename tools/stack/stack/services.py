"""The processes of Quadrille itself and what each is told by its environment."""

from collections.abc import Mapping

from stack import kafka_security, probes
from stack.credentials import administrator, database_passwords
from stack.key_folder import key_folder
from stack.participants import PARTICIPANTS
from stack.releases import python_path
from stack.settings import HOST, Settings, split_name
from stack.spec import Spec, python

SANDBOX = "payment-sandbox"
DATABASE_VARIABLES = {f"DATABASE_{part}" for part in ("HOST", "PORT", "NAME", "USERNAME", "PASSWORD")}


def sandbox(settings: Settings) -> Spec:
    """The payment provider to talk to."""
    name = SANDBOX
    data = settings.home / "services" / name / "sandbox.db"
    return _spec(settings, name, "payment_sandbox", {"SANDBOX_DATA_FILE": str(data)})


def services(settings: Settings, scale: Mapping[str, int]) -> list[Spec]:
    """As many of each as the scale says."""
    return [
        _spec(settings, name, f"{kind}_service", _own(settings, kind), after=_servers(settings))
        for kind in PARTICIPANTS
        for name in names(kind, scale)
    ]


def gateways(settings: Settings, scale: Mapping[str, int]) -> list[Spec]:
    """The edge; it needs no database and knows the services by address only."""
    urls = {
        # With none of a kind the gateway still has an address to ask, and answers that nobody is there.
        f"{kind.upper()}_URLS": ",".join(
            f"http://{HOST}:{settings.port(name)}" for name in names(kind, scale) or [f"{kind}-1"]
        )
        for kind in PARTICIPANTS
    }
    limit = settings.environment.get("RATE_LIMIT_PER_MINUTE", "0")  # off: one machine plays all clients
    environment = {"JWKS_FILE": str(key_folder(settings.home).jwks_file), "RATE_LIMIT_PER_MINUTE": limit, **urls}
    return [
        _spec(settings, name, "gateway_service", environment, after=_servers(settings))
        for name in names("gateway", scale)
    ]


def names(kind: str, scale: Mapping[str, int]) -> list[str]:
    """`order-1`, `order-2` and so on."""
    return [f"{kind}-{number}" for number in range(1, scale[kind] + 1)]


def _spec(
    settings: Settings, name: str, module: str, own: Mapping[str, str], after: frozenset[str] = frozenset()
) -> Spec:
    port = settings.port(name)
    environment = {**_inherited(settings), **_common(settings, name), **python_path(settings, name), **own}
    return Spec(
        name,
        python(module),
        settings.home / "services" / name,
        ready=probes.http(HOST, port, "/ready"),
        env=environment,
        after=after,
    )


def _servers(settings: Settings) -> frozenset[str]:
    """Services are started when these are there; for one another they wait by themselves."""
    return frozenset({"postgres", "redis", *settings.kafka_names})


def _inherited(settings: Settings) -> dict[str, str]:
    """The caller's environment passes settings on, but not an external database's administrator."""
    return {key: value for key, value in settings.environment.items() if key not in DATABASE_VARIABLES}


def _common(settings: Settings, name: str) -> dict[str, str]:
    redis_host, redis_port = settings.redis
    return {
        "PYTHONUNBUFFERED": "1",
        # What a password's hash needed, or a burst, goes back to the system: glibc would keep it for the next.
        "MALLOC_TRIM_THRESHOLD_": "131072",
        "NODE_NAME": name,
        "HTTP_HOST": HOST,
        "HTTP_PORT": str(settings.port(name)),
        "KAFKA_BROKERS": settings.kafka_brokers,
        "KAFKA_CLIENT_ID": name,
        **({"KAFKA_REPLICATION_FACTOR": str(settings.brokers)} if len(settings.kafka_names) > 1 else {}),
        **(kafka_security.client(settings, split_name(name)[0]) if settings.secure and name != SANDBOX else {}),
        "REDIS_HOST": redis_host,
        "REDIS_PORT": str(redis_port),
    }


def _own(settings: Settings, kind: str) -> dict[str, str]:
    environment = _database(settings, kind)
    if kind == "order":
        environment["PAYMENT_DEADLINE_SECONDS"] = settings.environment.get("PAYMENT_DEADLINE_SECONDS", "15")
    if kind == "payment":
        environment["PAYMENT_ADAPTER"] = settings.environment.get("PAYMENT_ADAPTER", "http")
        sandbox_url = f"http://{HOST}:{settings.reach('payment-sandbox')}"
        environment["PAYMENT_PROVIDER_URL"] = settings.environment.get("PAYMENT_PROVIDER_URL", sandbox_url)
    if kind == "auth":
        admin, keys = administrator(settings.home), key_folder(settings.home)
        environment["ADMIN_EMAIL"], environment["ADMIN_PASSWORD"] = admin["email"], admin["password"]
        environment["JWT_PRIVATE_KEY_FILE"], environment["JWKS_FILE"] = str(keys.private_key_file), str(keys.jwks_file)
    return environment


def _database(settings: Settings, kind: str) -> dict[str, str]:
    host, port = settings.database
    return {
        "DATABASE_HOST": host,
        "DATABASE_PORT": str(port),
        "DATABASE_NAME": kind,
        "DATABASE_USERNAME": kind,
        "DATABASE_PASSWORD": database_passwords(settings.home)[kind],
    }
