"""docs/kafka/topics.yaml: every topic as services create it, for whoever wants to create them before."""

from collections.abc import Iterator
from typing import Any

from common.contracts import topic_of
from common.settings import ServiceSettings
from common.topics import dead_letters_of, definition, diagnostics_of, retries_of, settled_of

from quadrille.choreography.catalogue import Catalogue

DEFAULTS = ServiceSettings.model_construct()  # whatever the environment of whoever writes the files says


def topics(catalogue: Catalogue) -> list[dict[str, Any]]:
    """All of them, with their partitions and settings."""
    return [set_up(name) | {"holds": holds} for name, holds in _names(catalogue)]


def set_up(name: str) -> dict[str, Any]:
    """How a topic is created."""
    made = definition(DEFAULTS, name)
    return {
        "name": name,
        "partitions": made.num_partitions,
        "replicationFactor": made.replication_factor,
        "configs": dict(made.topic_configs),
    }


def _names(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for owner in dict.fromkeys(entry.owner for entry in catalogue.events.values()):
        yield topic_of(owner), f"the events of {owner}, by the id of their stream"
    for part in catalogue.parts.values():
        if part.in_group:
            yield dead_letters_of(part.service), f"what {part.service} could not handle, and why"
            yield settled_of(part.service), "which of those were replayed or discarded, by whom"
            yield retries_of(part.service), f"what {part.service}, and nobody else, is given once more"
        else:
            yield diagnostics_of(part.service), f"by which {part.service} tries out whether records come through"
