"""What the code itself declares of each service: that is what its deployment has to agree with."""

import importlib
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic_settings import BaseSettings

ROOT = Path(__file__).parents[2]
SANDBOX = "payment-sandbox"


@cache
def services() -> tuple[str, ...]:
    """Who takes part in the choreography, by the access lists that are made of its declarations."""
    acls = yaml.safe_load((ROOT / "docs/kafka/acls.yaml").read_text())["acls"]
    names = [each["principal"].removeprefix("User:") for each in acls]
    return tuple(name for name in names if (ROOT / "services" / name).is_dir())


def reads(service: str) -> set[str]:
    """The topics whose events it reacts to, in its consumer group."""
    topics: Any = importlib.import_module(f"{service}_service.subscriptions").TOPICS
    return set(topics)


def settings_of(name: str) -> type[BaseSettings]:
    """What it may be told."""
    module = name.replace("-", "_") if name == SANDBOX else f"{name}_service"
    settings: type[BaseSettings] = importlib.import_module(f"{module}.settings").Settings
    return settings


def has_database(service: str) -> bool:
    """Whether it has tables."""
    return (ROOT / "services" / service / "migrations").is_dir()


def uses_redis(service: str) -> bool:
    """Whether its composition root opens a client."""
    return "redis_client(" in (ROOT / "services" / service / f"{service}_service" / "app.py").read_text()


def asks_provider(service: str) -> bool:
    """Whether it may be told where a payment provider is."""
    return "payment_provider_url" in settings_of(service).model_fields


def asks(service: str) -> set[str]:
    """The services whose addresses it may be told."""
    return {each for each in services() if f"{each}_urls" in settings_of(service).model_fields}
