"""Requests that are wrong around their body: too large, in their headers, query or path."""

from common.ids import new_id
from order_service.testing.api import ME, Client, ask, body, item, place


async def test_a_body_over_256_kib_is_too_large(api: Client) -> None:
    status, problem = await ask(api, "POST", "/orders", json=body(items=[item(productName="x" * 300_000)]))
    assert (status, problem["code"]) == (413, "PAYLOAD_TOO_LARGE")


async def test_a_trace_context_that_is_none_does_no_harm(api: Client) -> None:
    headers = {**ME, "traceparent": "\udcff"}
    status, _ = await ask(api, "POST", "/orders", headers, json=body())
    assert status < 500
    await place(api)


async def test_a_bad_query_is_a_problem_that_names_the_parameter(api: Client) -> None:
    for query, field in (
        ("status=pending", "status"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "limit"),
        ("cursor=xyz", "cursor"),
        ("cursor=%C3%BC", "cursor"),
        ("page=2", "page"),
    ):
        status, problem = await ask(api, "GET", f"/orders?{query}")
        assert (status, [error["field"] for error in problem["errors"]]) == (422, [field])


async def test_an_id_that_is_none_is_not_found(api: Client) -> None:
    for order_id in ("1", "%00", "x" * 36, f"{new_id()}0"):
        status, problem = await ask(api, "GET", f"/orders/{order_id}")
        assert (status, problem["code"]) == (404, "NOT_FOUND")
