"""`quadrille choreography` shows, checks and writes; names that are none get a sentence."""

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from quadrille.choreography import commands, screen
from quadrille.choreography.catalogue import Catalogue, collect
from quadrille.cli import main
from rich.console import Console, RenderableType


def ran(*args: str) -> Result:
    return CliRunner().invoke(main, ["choreography", *args])


def shown(what: RenderableType) -> str:
    written = StringIO()
    Console(width=200, file=written).print(what)
    return written.getvalue()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return collect()


def test_the_saga_is_a_table_of_reactions_in_its_order(catalogue: Catalogue) -> None:
    text = shown(screen.saga(catalogue))
    for cell in ("client: POST /orders", "charge the customer", "payment.requested", "the order waits for its money"):
        assert cell in text
    assert text.index("charge the customer") < text.index("confirm the order") < text.index("write it down")


def test_a_service_is_shown_with_what_it_sees_says_and_its_states(catalogue: Catalogue) -> None:
    text = shown(screen.service(catalogue, catalogue.parts["order"]))
    for cell in ("payment.failed", "order.cancelled", "nobody will pay for it", "PENDING", "after payment.completed"):
        assert cell in text
    assert "charge the customer" not in text


def test_a_service_without_states_is_shown_without(catalogue: Catalogue) -> None:
    text = shown(screen.service(catalogue, catalogue.parts["gateway"]))
    assert "refuse the user's tokens" in text
    assert "by saying" not in text


def test_an_event_is_shown_with_all_there_is_to_know(catalogue: Catalogue) -> None:
    text = shown(screen.event(catalogue, catalogue.events["order.placed"]))
    for cell in (
        "order.events.v1",
        "order, on client: POST /orders: accept an order",
        "payment, on order.placed: charge the customer",
        "UNPLACED to PENDING",
        "order.cancelled",
        "list of Item",
        "card_ok | card_declined",
        '"productId": "tea-1"',
    ):
        assert cell in text


def test_without_a_command_it_is_shown_and_piped_as_lines_of_json() -> None:
    lines = [json.loads(line) for line in ran().output.splitlines()]
    assert {
        "seen": "payment.failed",
        "after": ["payment.failed"],
        "service": "order",
        "does": "cancel the order",
        "says": ["order.cancelled"],
        "because": "nobody will pay for it",
    } in lines


def test_one_event_or_one_service_is_one_line() -> None:
    event = json.loads(ran("--event", "payment.failed").output)
    assert {"order", "auth"} <= {each["service"] for each in event["leadsTo"]}
    assert event["example"]["reason"] == "card_declined"
    assert {"name": "attempt", "type": "integer", "optional": False} in event["fields"]
    service = json.loads(ran("show", "--service", "payment").output)
    assert ("VOIDING", "VOIDED", "payment.voided") in {
        (step["source"], step["target"], step["says"]) for step in service["steps"]
    }


@pytest.mark.parametrize("graph", ["mermaid", "tree", "dot"])
def test_the_graph_is_text(graph: str) -> None:
    assert "charge the customer" in ran("--graph", graph).output


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("--event", "payment.fail"), "there is no event payment.fail; did you mean payment.failed"),
        (("--service", "odrer"), "there is no service odrer here; did you mean order?"),
        (("--service", "order", "--event", "order.paid"), "Give one of --service, --event and --graph."),
    ],
)
def test_what_is_not_there_is_told_in_a_sentence(args: tuple[str, ...], sentence: str) -> None:
    result = ran(*args)
    assert sentence in result.output
    assert result.exit_code == 2


def test_checking_counts_what_fits_together(catalogue: Catalogue) -> None:
    result = ran("check")
    assert result.exit_code == 0
    events, reactions = len(catalogue.events), len(list(catalogue.reactions()))
    assert f"{events} events and {reactions} reactions of order, payment, auth" in result.output


def test_checking_names_what_does_not(monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue) -> None:
    parts = {name: part for name, part in catalogue.parts.items() if name != "payment"}
    monkeypatch.setattr(commands, "collect", lambda: replace(catalogue, parts=parts))
    sentence = "order's when_paid waits for payment.completed, which nobody says"
    for args in (("check",), ("docs", "--to", "nowhere"), ("--graph", "tree")):
        result = ran(*args)
        assert result.exit_code == 1
        assert sentence in result.output.splitlines()


def test_documents_are_written_once_and_then_are_what_the_code_says(tmp_path: Path) -> None:
    assert f"wrote {tmp_path / 'choreography.md'}" in ran("docs", "--to", str(tmp_path)).output.splitlines()
    assert "wrote" not in ran("docs", "--to", str(tmp_path)).output
    assert ran("docs", "--check", "--to", str(tmp_path)).exit_code == 0


def test_a_document_that_differs_is_named_with_what_it_lacks(tmp_path: Path) -> None:
    ran("docs", "--to", str(tmp_path))
    page = tmp_path / "choreography.md"
    page.write_text(page.read_text().replace("# The choreography\n", "# My choreography\n"))
    (tmp_path / "kafka" / "acls.yaml").unlink()
    (tmp_path / "schemas" / "somebodys.json").write_text("{}")
    schema = tmp_path / "schemas" / "order.sold.v1.json"
    schema.write_text((tmp_path / "schemas" / "user.registered.v1.json").read_text())
    result = ran("docs", "--check", "--to", str(tmp_path))
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        f"{page} is not what the code says:"
        " it lacks '# The choreography' and still has '# My choreography'; run make docs",
        f"{tmp_path / 'kafka' / 'acls.yaml'} is missing; run make docs",
        f"{schema} is no schema of any event; run make docs",
    ]
    assert f"deleted {schema}" in ran("docs", "--to", str(tmp_path)).output
    assert (tmp_path / "schemas" / "somebodys.json").exists()
