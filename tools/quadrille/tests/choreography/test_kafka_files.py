"""Kafka's topics and ACLs are those of the code: who reads and writes, and how topics are created."""

from dataclasses import replace

import pytest
from common.contracts import PaymentFailed
from quadrille.choreography.catalogue import Catalogue, collect
from quadrille.choreography.docs.acls import acls
from quadrille.choreography.docs.topics import topics


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return collect()


def may(catalogue: Catalogue, principal: str) -> set[tuple[str, str]]:
    (found,) = (each for each in acls(catalogue) if each["principal"] == f"User:{principal}")
    return {(verb, each["name"]) for each in found["permissions"] for verb in each["operations"]}


def test_a_service_reads_what_it_reacts_to_and_writes_what_it_says(catalogue: Catalogue) -> None:
    payment = may(catalogue, "payment")
    assert {("Read", "order.events.v1"), ("Write", "payment.events.v1"), ("Read", "payment")} <= payment
    assert not {("Write", "order.events.v1"), ("Read", "auth.events.v1")} & payment


def test_nobody_else_writes_the_events_of_a_service(catalogue: Catalogue) -> None:
    for name in catalogue.parts:
        written = {topic for verb, topic in may(catalogue, name) if verb == "Write"}
        assert written <= {f"{name}.events.v1", f"{name}.dead-letters.v1", f"{name}.diagnostics.v1"}


def test_whoever_says_nothing_writes_dead_letters_alone(catalogue: Catalogue) -> None:
    assert {topic for verb, topic in may(catalogue, "tracker") if verb == "Write"} == {"tracker.dead-letters.v1"}


def test_whose_every_replica_reads_for_itself_is_in_no_group_and_sets_nothing_aside(catalogue: Catalogue) -> None:
    assert {topic for _, topic in may(catalogue, "gateway")} == {
        "auth.events.v1",
        "gateway.diagnostics.v1",
    }
    own = [each["name"] for each in topics(catalogue) if each["name"].startswith("gateway.")]
    assert own == ["gateway.diagnostics.v1"]


def test_an_operator_replays_and_settles_but_says_no_events(catalogue: Catalogue) -> None:
    operator = may(catalogue, "quadrille")
    assert {("Read", "*"), ("Write", "order.retries.v1"), ("Write", "order.dead-letters-settled.v1")} <= operator
    assert not {topic for verb, topic in operator if verb == "Write" and "events" in topic}


def test_a_reaction_that_is_taken_away_takes_its_permission_along(catalogue: Catalogue) -> None:
    auth = catalogue.parts["auth"]
    fewer = replace(auth, reactions=tuple(each for each in auth.reactions if PaymentFailed not in each.after))
    assert ("Read", "payment.events.v1") in may(catalogue, "auth")
    assert ("Read", "payment.events.v1") not in may(
        replace(catalogue, parts={**catalogue.parts, "auth": fewer}), "auth"
    )


def test_every_topic_that_somebody_may_use_is_described_once(catalogue: Catalogue) -> None:
    names = [each["name"] for each in topics(catalogue)]
    used = {
        each["name"]
        for principal in acls(catalogue)
        for each in principal["permissions"]
        if each["resource"] == "topic" and each["name"] != "*"
    }
    assert (len(names), set(names)) == (len(set(names)), used)


def test_topics_are_as_services_create_them_whatever_the_environment_says(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAFKA_PARTITIONS", "3")
    by_name = {each["name"]: each for each in topics(catalogue)}
    assert by_name["order.events.v1"]["partitions"] == 6
    assert by_name["auth.events.v1"]["configs"]["retention.ms"] == "-1"
    assert by_name["order.dead-letters-settled.v1"]["partitions"] == 1
    assert by_name["order.retries.v1"]["configs"]["max.message.bytes"] == "16777216"
