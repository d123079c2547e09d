"""docs/kafka/acls.yaml: what each service, and the operator's command, may do with Kafka, and needs to."""

from collections.abc import Iterator, Sequence
from typing import Any

from common.choreography import Part, topics_of
from common.contracts import topic_of
from common.topics import dead_letters_of, diagnostics_of, retries_of, settled_of

from quadrille.choreography.catalogue import Catalogue

Permission = dict[str, Any]
OPERATOR = "quadrille"  # who runs the command


def acls(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Every principal with its permissions; whatever is not named is not allowed."""
    services = [
        {"principal": f"User:{part.service}", "permissions": list(_of_service(part))}
        for part in catalogue.parts.values()
    ]
    return [*services, {"principal": f"User:{OPERATOR}", "permissions": list(_of_operator(catalogue))}]


def _of_service(part: Part) -> Iterator[Permission]:
    """Whoever reads a topic may create it, so that services can start in any order; see `common.topics`."""
    for topic in topics_of(part.reads):
        yield _topic(topic, ["Create", "Describe", "Read"], "it reacts to events there")
    if part.says:
        write = ["Create", "Describe", "Read", "Write"]
        yield _topic(
            topic_of(part.service), write, "it says its events, and reads them back when its database was restored"
        )
    if part.in_group:
        name = part.service
        yield _topic(retries_of(name), ["Create", "Describe", "Read"], "an operator gives it records once more")
        yield _topic(dead_letters_of(name), ["Create", "Describe", "Write"], "it sets aside what it cannot handle")
        yield _topic(settled_of(name), ["Create", "Describe", "Read"], "it counts which of those wait")
        yield _permission("group", name, ["Describe", "Read"], "its replicas share the partitions")
    else:
        write = ["Create", "Describe", "Read", "Write"]
        yield _topic(diagnostics_of(part.service), write, "it tries out whether records come through")


def _of_operator(catalogue: Catalogue) -> Iterator[Permission]:
    look = ["Describe", "DescribeConfigs", "Read"]
    yield _permission("topic", "*", look, "it shows topics and what is in them")
    yield _permission("group", "*", ["Describe"], "it shows how far behind groups are")
    for part in catalogue.parts.values():
        if part.in_group:
            yield _topic(retries_of(part.service), ["Write"], "it replays dead letters")
            yield _topic(settled_of(part.service), ["Write"], "it says which were replayed or discarded")


def _topic(name: str, operations: Sequence[str], because: str) -> Permission:
    return _permission("topic", name, operations, because)


def _permission(resource: str, name: str, operations: Sequence[str], because: str) -> Permission:
    return {"resource": resource, "name": name, "operations": list(operations), "because": because}
