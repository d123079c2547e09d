"""What an order leaves behind, events and bytes in Kafka: it is played with the services' own rules."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from common.choreography import Part
from common.cloudevents import headers
from common.contracts import Event

from quadrille.choreography.catalogue import Catalogue, types
from quadrille.choreography.paths import DECLINED, PATHS, PLACED, TAKEN, Ask, Path, play

_ID, _TRACE, _NODE = UUID(int=0), f"00-{'0' * 32}-{'0' * 16}-01", "order-6d5f7c9b8-x2k4q"  # of their usual lengths


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a saga on average. `said` and `handled` are events by service; `size` is bytes in Kafka, once."""

    events: float
    size: float
    said: Mapping[str, float]
    handled: Mapping[str, float]


def left(catalogue: Catalogue, declined: float) -> Left:
    """Of a saga of which the share `declined` fails at the provider, and the others are paid."""
    paid, failed = _of(catalogue, _path(TAKEN)), _of(catalogue, _path(DECLINED))

    def mixed(one: float, other: float) -> float:
        return one * (1 - declined) + other * declined

    return Left(
        mixed(paid.events, failed.events),
        mixed(paid.size, failed.size),
        {name: mixed(paid.said[name], failed.said[name]) for name in paid.said},
        {name: mixed(paid.handled[name], failed.handled[name]) for name in paid.handled},
    )


def _path(outcome: Ask) -> Path:
    return next(path for path in PATHS if path.steps == (PLACED, outcome))


def _of(catalogue: Catalogue, path: Path) -> Left:
    said = play(catalogue, path).said
    handled = {name: float(_heard(part, said)) for name, part in catalogue.parts.items() if part.in_group}
    owners = {name: float(number) for name, number in Counter(type(event).owner for event in said).items()}
    return Left(len(said), sum(map(_size, said)), owners, handled)


def _heard(part: Part, said: list[Event]) -> int:
    return sum(1 for event in said if event.type in types(part.reads))


def _size(event: Event) -> int:
    """Key, value and headers of its record, before compression and without Kafka's own few bytes."""
    attributes = headers(
        event_id=_ID,
        event_type=event.type,
        schema_version=event.schema_version,
        source=event.owner,
        stream_version=1,
        correlation_id=_ID,
        causation_id=_ID,
        traceparent=_TRACE,
        node=_NODE,
        time=datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
    )
    in_headers = sum(len(name) + len(text or b"") for name, text in attributes)
    return len(str(_ID)) + len(event.to_json().encode()) + in_headers
