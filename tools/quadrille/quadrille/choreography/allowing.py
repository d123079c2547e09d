"""Let each service do with Kafka what the choreography declares, and nothing else: the ACLs, given to brokers."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import for_code
from aiokafka.protocol.admin import CreateAclsRequest
from common.errors import Transient
from common.kafka_client import kafka_client
from common.settings import ServiceSettings

# Kafka's numbers: the codes of ResourceType, AclOperation and the others in org.apache.kafka.common.
_RESOURCES = {"topic": 2, "group": 3}
_OPERATIONS = {"Read": 3, "Write": 4, "Create": 5, "Describe": 8, "DescribeConfigs": 10}
_LITERAL, _ALLOW, _ANY_HOST = 3, 3, "*"


class Rule(NamedTuple):
    """`principal` may do `operation` with the `resource` (a topic or a group) called `name`."""

    principal: str
    operation: str
    resource: str
    name: str


def rules_of(acls: Iterable[dict[str, Any]]) -> list[Rule]:
    """One for each operation of docs/kafka/acls.yaml."""
    return [
        Rule(each["principal"], operation, permission["resource"], permission["name"])
        for each in acls
        for permission in each["permissions"]
        for operation in permission["operations"]
    ]


async def give(settings: ServiceSettings, rules: Sequence[Rule]) -> None:
    """Give rules to the brokers; one that is there already stays.

    Raises `Transient` for one that was refused, `aiokafka.errors.KafkaError` while the brokers are away.
    """
    client = AIOKafkaClient(**kafka_client(settings))
    try:
        await client.bootstrap()
        for rule in rules:
            answer = await client.send(client.get_random_node(), _request(rule))
            for code, message in answer.creation_responses:
                if code:
                    raise Transient(f"{rule} was not taken: {for_code(code).__name__} {message or ''}")
    finally:
        await client.close()


def _request(rule: Rule) -> CreateAclsRequest:
    resource, operation = _RESOURCES[rule.resource], _OPERATIONS[rule.operation]
    return CreateAclsRequest(resource, rule.name, _LITERAL, rule.principal, _ANY_HOST, operation, _ALLOW)
