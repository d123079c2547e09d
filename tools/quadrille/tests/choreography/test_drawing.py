"""Pictures show what is declared."""

from dataclasses import replace

import pytest
from quadrille.choreography.catalogue import Catalogue, collect
from quadrille.choreography.drawing import dot, machines, mermaid, tree
from quadrille.choreography.drawing.flow import edges
from quadrille.choreography.drawing.sequences import sequence
from quadrille.choreography.paths import CANCELLED, DECLINED, PLACED, REFUNDED, TAKEN, Ask, Hold, Path, play


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return collect()


def drawn(catalogue: Catalogue, *steps: Ask | Hold) -> list[str]:
    return [line.strip() for line in sequence(catalogue, play(catalogue, Path("", "", steps)))]


def test_events_lead_to_reactions_and_those_to_events(catalogue: Catalogue) -> None:
    found = {(edge.source.name, edge.target.name, edge.may) for edge in edges(catalogue)}
    assert ("payment.failed", "order.when_declined", False) in found
    assert ("order.when_declined", "order.cancelled", False) in found
    assert ("timer: the payment deadline", "order.ExpireOrder", False) in found
    assert ("order.placed", "order.ExpireOrder", True) in found


def test_those_who_only_watch_are_in_no_flow(catalogue: Catalogue) -> None:
    assert not any("tracker" in (edge.source.service, edge.target.service) for edge in edges(catalogue))


def test_every_graph_names_every_event(catalogue: Catalogue) -> None:
    for flow in (mermaid.flow, tree.flow, dot.flow):
        text = "\n".join(flow(catalogue))
        assert [event for event in catalogue.events if event not in text] == []


def test_a_reaction_that_is_taken_away_is_gone_from_the_graph(catalogue: Catalogue) -> None:
    auth = catalogue.parts["auth"]
    without = replace(catalogue, parts={**catalogue.parts, "auth": replace(auth, reactions=auth.reactions[1:])})
    assert any("note it with" in line for line in mermaid.flow(catalogue))
    assert not any("note it with" in line for line in mermaid.flow(without))


def test_the_tree_tells_what_comes_of_an_event_once(catalogue: Catalogue) -> None:
    lines = [line.strip() for line in tree.flow(catalogue)]
    assert lines[:3] == [
        "client: POST /orders → order: accept an order, to be paid until `deadline`",
        "order.placed",
        "payment: charge the customer",
    ]
    assert lines.count("payment.requested") == 1
    assert "payment.requested …" in lines


def test_services_talk_through_topics(catalogue: Catalogue) -> None:
    lines = [line.strip() for line in mermaid.services(catalogue)]
    assert 'topic_payment_events_v1 -->|"payment.completed<br/>payment.failed"| order' in lines
    assert 'topic_order_events_v1 -.->|"all"| tracker' in lines


def test_a_sequence_has_prompts_and_events_in_their_order(catalogue: Catalogue) -> None:
    lines = drawn(catalogue, PLACED, DECLINED)
    assert lines[-8:] == [
        "client->>order: POST /orders (confirmation auto)",
        "order-)payment: order.placed",
        "payment-)tracker: payment.requested",
        "provider->>payment: answer to a charge (verdict Declined)",
        "payment-)order: payment.failed",
        "payment-)auth: payment.failed",
        "order-)payment: order.cancelled",
        "Note over payment: there is nothing left to do",
    ]


def test_two_events_of_one_reaction_keep_their_order(catalogue: Catalogue) -> None:
    lines = drawn(catalogue, PLACED, CANCELLED, TAKEN, REFUNDED)
    assert lines.index("payment-)order: payment.completed") < lines.index("payment-)tracker: payment.refund_requested")


def test_an_event_that_was_held_up_is_drawn_where_it_is_seen(catalogue: Catalogue) -> None:
    lines = drawn(catalogue, Hold("order.placed", "payment"), PLACED, CANCELLED)
    assert lines.count("order-)payment: order.placed") == 1
    assert lines.index("order-)payment: order.cancelled") < lines.index("order-)payment: order.placed")


def test_a_state_machine_names_what_its_steps_need(catalogue: Catalogue) -> None:
    order, payment = (list(machines.machine(catalogue, name)) for name in ("order", "payment"))
    assert "  [*] --> UNPLACED" in order
    assert "  CANCELLED --> CANCELLED : order.cancelled, after payment.completed of any attempt" in order
    assert "  UNASKED --> CHARGING : payment.requested, after order.placed or order.reopened" in payment
    assert "  REFUNDED --> [*]" in payment
    assert "  DECLINED --> [*]" in payment  # payment is done with this attempt, though no saga ends with it
    assert "  TAKEN --> [*]" not in payment


def test_only_services_of_a_saga_have_a_state_machine(catalogue: Catalogue) -> None:
    found = catalogue.movers()
    assert {"order", "payment"} <= set(found)
    assert "auth" not in found


def test_the_saga_has_the_states_that_the_tracker_tells(catalogue: Catalogue) -> None:
    lines = list(machines.saga(catalogue))
    assert "  [*] --> STARTED : order.placed" in lines
    assert "  COMPENSATED --> STARTED : order.reopened" in lines
    assert "  STARTED --> [*]" not in lines
