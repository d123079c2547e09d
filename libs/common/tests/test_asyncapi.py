"""The AsyncAPI document says of topics and records what the code makes of them."""

from uuid import UUID

from common import asyncapi, cloudevents
from common.clock import now
from common.contracts import EVENTS, OrderPlaced, PaymentFailed
from common.schemas import schema_of
from jsonschema import Draft202012Validator


def test_every_event_is_a_message_of_the_channel_of_whoever_says_it() -> None:
    said = asyncapi.document()
    for event in EVENTS:
        channel = said["channels"][event.owner]
        assert channel["address"] == f"{event.owner}.events.v1"
        assert channel["messages"][event.type] == {"$ref": f"#/components/messages/{event.type}"}
        assert {"$ref": f"#/channels/{event.owner}/messages/{event.type}"} in said["operations"][f"{event.owner}.says"][
            "messages"
        ]


def test_whoever_reads_receives_what_it_reads_and_no_more() -> None:
    operations = asyncapi.document({"shop": [OrderPlaced]})["operations"]
    assert operations["shop.sees.order"]["messages"] == [{"$ref": "#/channels/order/messages/order.placed"}]
    assert "shop.sees.payment" not in operations


def test_the_headers_of_a_message_are_those_of_its_record() -> None:
    some = UUID(int=1)
    written = cloudevents.headers(
        event_id=some,
        event_type="payment.failed",
        schema_version=1,
        source="payment",
        stream_version=3,
        correlation_id=some,
        causation_id=some,
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        node="payment-1",
        time=now(),
        readable_since=2,
    )
    headers = {name: (value or b"").decode() for name, value in written}
    schema = asyncapi.headers_of(PaymentFailed)
    assert set(schema["properties"]) == set(headers)
    assert [error.message for error in Draft202012Validator(schema).iter_errors(headers)] == []


def test_the_schema_of_an_event_has_the_name_that_its_records_give() -> None:
    schema = schema_of(PaymentFailed)
    assert schema["$id"] == f"urn:quadrille:payment.failed:{PaymentFailed.schema_version}"
    assert (
        list(Draft202012Validator(schema).iter_errors(PaymentFailed.example().model_dump(mode="json", by_alias=True)))
        == []
    )
    assert not Draft202012Validator(schema).is_valid({"orderId": "none"})
