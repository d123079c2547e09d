"""What can be set about each service that is installed, by pydantic's own JSON Schema of its settings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import entry_points
from typing import Any

from common.settings import ServiceSettings
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from quadrille.settings.taken import taken

GROUP = "quadrille.settings"  # the entry points by which packages name their settings


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable of the environment. `default` is None where it must be set, and "" where it need not."""

    name: str
    takes: str
    default: str | None
    meaning: str
    secret: bool


def collect() -> dict[str, type[BaseSettings]]:
    """The settings of each service, by its name in order of the alphabet."""
    found = {each.name: each.load() for each in entry_points(group=GROUP)}
    return {name: found[name] for name in sorted(found)}


def shared() -> list[Setting]:
    """What every service has."""
    return list(_settings(ServiceSettings))


def own(settings: type[BaseSettings]) -> list[Setting]:
    """What a service has beyond that, or means otherwise."""
    known = shared() if issubclass(settings, ServiceSettings) else []
    return [each for each in _settings(settings) if each not in known]


def _settings(settings: type[BaseSettings]) -> Iterator[Setting]:
    schemas = settings.model_json_schema()["properties"]
    for name, field in settings.model_fields.items():
        yield _setting(name, field, schemas[name])


def _setting(name: str, field: FieldInfo, schema: Mapping[str, Any]) -> Setting:
    kind = next((each for each in schema.get("anyOf", ()) if each["type"] != "null"), schema)
    secret = not field.repr or kind.get("writeOnly", False)
    default = None if field.is_required() else _written(field.default, schema["default"])
    return Setting(name.upper(), taken(kind), default, " ".join((field.description or "").split()), secret)


def _written(default: Any, in_json: Any) -> str:
    """As it would stand in the environment."""
    if isinstance(default, timedelta):
        return f"{default.total_seconds() / 3600:g}h"
    if isinstance(in_json, list):
        return ",".join(map(str, in_json))
    if isinstance(in_json, bool):
        return str(in_json).lower()
    return "" if in_json is None else f"{in_json:.10g}" if isinstance(in_json, float) else str(in_json)
