"""Whatever a client sends, the answer is a problem that names what is wrong, and the service goes on."""

import json
from typing import Any

from order_service.testing.api import Client, ask, body, item, place


def order(**changes: Any) -> dict[str, Any]:
    return body(items=[item(**changes)])


def raw(field: str, text: str) -> bytes:
    """An order with `text` in the place of a value, as no JSON writer would write it."""
    return json.dumps(order(**{field: "HERE"})).replace('"HERE"', text).encode()


DEEP = "[" * 20_000 + "]" * 20_000
BAD: dict[str, tuple[bytes | dict[str, Any], int, str]] = {
    "nothing": (b"", 400, "body"),
    "malformed JSON": (b'{"items": [', 400, "body"),
    "not UTF-8": (raw("productName", '"\xff"').replace(b"\xc3\xbf", b"\xff"), 400, "body"),
    "a lone surrogate": (raw("productName", '"\\ud800"'), 400, "body"),
    "a lone low surrogate": (raw("productName", '"\\udfff"'), 400, "body"),
    "JSON nested too deeply": (raw("productName", DEEP), 400, "body"),
    "a number of 5,000 digits": (raw("quantity", "9" * 5000), 400, "body"),
    "a list": (b"[]", 422, "body"),
    "no items": ({"shippingAddress": "x"}, 422, "items"),
    "an empty list of items": ({**order(), "items": []}, 422, "items"),
    "items that are no list": ({**order(), "items": "tea"}, 422, "items"),
    "an item that is none": ({**order(), "items": [1]}, 422, "items.0"),
    "10,000 items": ({**order(), "items": [{}] * 10_000}, 422, "items"),
    "101 items": ({**order(), "items": order()["items"] * 101}, 422, "items"),
    "a NUL in a name": (order(productName="te\x00a"), 422, "items.0.productName"),
    "a NUL in a product id": (order(productId="\x00"), 422, "items.0.productId"),
    "no product id": (order(productId=""), 422, "items.0.productId"),
    "a product id too long": (order(productId="x" * 101), 422, "items.0.productId"),
    "a product id that is a number": (order(productId=7), 422, "items.0.productId"),
    "a negative price": (order(price=-0.01), 422, "items.0.price"),
    "a price with 3 decimals": (order(price=1.001), 422, "items.0.price"),
    "a price with 3 decimals as text": (order(price="1.001"), 422, "items.0.price"),
    "a price that is no number": (order(price="ten"), 422, "items.0.price"),
    "a price that is true": (order(price=True), 422, "items.0.price"),
    "a price that is null": (order(price=None), 422, "items.0.price"),
    "a price in parts": (order(price=[0, [1, 2], 0]), 422, "items.0.price"),
    "a price with a separator": (order(price="1_000"), 422, "items.0.price"),
    "a price in other digits": (order(price="١٢"), 422, "items.0.price"),
    "a price that is NaN": (raw("price", "NaN"), 422, "items.0.price"),
    "a price that is infinite": (raw("price", "1e999"), 422, "items.0.price"),
    "a price with a huge exponent": (order(price="1e999999999"), 422, "items.0.price"),
    "a huge price": (order(price=10**30), 422, "items.0.price"),
    "a total no provider takes": (order(price="9999999999.99", quantity=2), 422, "items"),
    "quantity 0": (order(quantity=0), 422, "items.0.quantity"),
    "quantity 1001": (order(quantity=1001), 422, "items.0.quantity"),
    "quantity as text": (order(quantity="2"), 422, "items.0.quantity"),
    "quantity true": (order(quantity=True), 422, "items.0.quantity"),
    "quantity 1.5": (order(quantity=1.5), 422, "items.0.quantity"),
    "a huge quantity": (order(quantity=10**30), 422, "items.0.quantity"),
    "an unknown field": ({**order(), "discount": 5}, 422, "discount"),
    "an unknown field of an item": (order(colour="green"), 422, "items.0.colour"),
    "no address": ({"items": order()["items"]}, 422, "shippingAddress"),
    "an empty address": ({**order(), "shippingAddress": {}}, 422, "shippingAddress.parts"),
    "an address that is a number": ({**order(), "shippingAddress": 5}, 422, "shippingAddress.text"),
    "a NUL in an address": ({**order(), "shippingAddress": "\x00"}, 422, "shippingAddress.text"),
    "an address within an address": ({**order(), "shippingAddress": {"a": {}}}, 422, "shippingAddress.parts.a"),
    "an unknown payment method": ({**order(), "paymentMethod": "cash"}, 422, "paymentMethod"),
    "an unknown confirmation": ({**order(), "confirmation": "maybe"}, 422, "confirmation"),
}


async def send(api: Client, sent: bytes | dict[str, Any]) -> tuple[int, dict[str, Any]]:
    data = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    return await ask(api, "POST", "/orders", data=data)


async def test_a_bad_order_is_a_problem_that_names_the_field_and_the_next_good_one_is_taken(api: Client) -> None:
    answers = {}
    for name, (sent, _, _) in BAD.items():
        status, problem = await send(api, sent)
        await place(api)
        answers[name] = (status, problem["errors"][0]["field"])
    assert answers == {name: (status, field) for name, (_, status, field) in BAD.items()}


async def test_every_field_that_is_wrong_is_named(api: Client) -> None:
    _, problem = await send(api, order(quantity=0, price=-1))
    assert {error["field"] for error in problem["errors"]} == {"items.0.quantity", "items.0.price"}
    assert (problem["code"], problem["status"]) == ("VALIDATION_FAILED", 422)
