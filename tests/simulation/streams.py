"""What must hold of one service's streams: in its event store, in its topic, and at hand in its replicas."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, cast
from uuid import UUID

from common import event_store, transaction
from common.cloudevents import Headers
from common.contracts import topic_of
from common.envelope import Recorded

from tests.simulation.kafka import Broker
from tests.simulation.memory import Tx, finish
from tests.simulation.service import Service


def state(service: Service, stream: UUID) -> Any:
    """What a stream's history leads to."""
    return service.deciders[0].fold(_history(service, stream))


def streams_are_whole(service: Service) -> Iterator[str]:
    """No version is missing, and no cause had two effects."""
    rows = service.tables.events
    for stream, numbers in _versions((row[1], row[2]) for row in rows).items():
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"{service.name}'s stream {stream.int} has versions {numbers}"
    transactions = {(row[1], row[7], row[-1]) for row in rows}
    for (stream, cause), times in Counter((stream, cause) for stream, cause, _ in transactions).items():
        if times > 1:
            yield f"{service.name}'s stream {stream.int} has {times} effects of one cause, {cause}"


def topics_are_whole(service: Service, broker: Broker) -> Iterator[str]:
    """All that was said was published, each stream's in order, and by each leader once at most."""
    topic = topic_of(service.name)
    records = [record for place, there in broker.records.items() if place[0] == topic for record in there]
    published = Counter((UUID((record.key or b"").decode()), _version(record.headers)) for record in records)
    said = _versions((row[1], row[2]) for row in service.tables.events)
    for stream, numbers in said.items():
        first_seen = [version for key, version in published if key == stream]
        if first_seen != numbers:
            yield f"{service.name}'s stream {stream.int} was published as {first_seen}"
    for (stream, version), times in published.items():
        if times > service.tables.epoch:
            yield f"version {version} of {service.name}'s stream {stream.int} was published {times} times"


def states_at_hand_are_true(service: Service) -> Iterator[str]:
    """What a replica has at hand of a stream is, or was once, what it holds."""
    for stream in sorted({row[1] for row in service.tables.events}):
        history = _history(service, stream)
        for replica, decider in enumerate(service.deciders):
            kept = decider.states.at_hand(stream)
            if kept is None:
                continue
            past = history[: kept.version]
            if kept.state != decider.fold(past) or not kept.causes >= {event.causation_id for event in past}:
                yield f"replica {replica} of {service.name} has something at hand that stream {stream.int} never was"


def _history(service: Service, stream: UUID) -> Sequence[Recorded]:
    return finish(event_store.load(cast(transaction.Tx, Tx(service.tables)), [stream]))[stream]


def _versions(places: Iterator[tuple[UUID, int]]) -> dict[UUID, list[int]]:
    versions: dict[UUID, list[int]] = {}
    for stream, version in places:
        versions.setdefault(stream, []).append(version)
    return versions


def _version(headers: Headers) -> int:
    return int(dict(headers)["ce_streamversion"] or 0)
