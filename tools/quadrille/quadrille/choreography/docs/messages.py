"""docs/asyncapi.yaml: who sends and who receives what, on topics as they are set up."""

from typing import Any

from common import asyncapi
from common.choreography import topics_of
from common.contracts import EVENTS

from quadrille.choreography.catalogue import Catalogue
from quadrille.choreography.docs.topics import set_up

NUMBERS = {"retention.ms"}  # among the settings of topics that the document's schema knows


def document(catalogue: Catalogue) -> dict[str, Any]:
    """The whole document."""
    receivers = {part.service: part.reads for part in catalogue.parts.values()}
    return asyncapi.document(receivers, {topic: _binding(topic) for topic in topics_of(EVENTS)})


def _binding(topic: str) -> dict[str, Any]:
    made = set_up(topic)
    known = {name: int(value) for name, value in made["configs"].items() if name in NUMBERS}
    return {
        "topic": topic,
        "partitions": made["partitions"],
        "replicas": made["replicationFactor"],
        "topicConfiguration": known,
    }
