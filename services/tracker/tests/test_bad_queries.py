"""A query that makes no sense is answered by the name of the field that is wrong."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from common.ids import new_id
from yarl import URL

Ask = Callable[[str, UUID | None], Awaitable[tuple[int, Any]]]


async def wrong_field(ask: Ask, path: str, field: str, value: str) -> str:
    status, problem = await ask(str(URL(path).with_query({field: value})), new_id())
    assert (status, problem["code"]) == (422, "VALIDATION_FAILED")
    return str(problem["errors"][0]["field"])


@pytest.mark.parametrize("path", ["/saga/active", "/trace/active-flows", "/trace/events"])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cursor", "nonsense"),
        ("cursor", "WzFd"),  # [1], which is the place of no list
        ("cursor", "é"),
        ("cursor", ""),
        ("limit", "0"),
        ("limit", "201"),
        ("colour", "red"),
    ],
)
async def test_of_every_list(ask: Ask, path: str, field: str, value: str) -> None:
    assert await wrong_field(ask, path, field, value) == field


@pytest.mark.parametrize("value", ["-1", "nan", "inf", "1e10", "long"])
async def test_of_sagas_in_flight(ask: Ask, value: str) -> None:
    assert await wrong_field(ask, "/saga/active", "olderThan", value) == "olderThan"


@pytest.mark.parametrize("value", ["0", "604801", "long", "1.5"])
async def test_of_statistics(ask: Ask, value: str) -> None:
    assert await wrong_field(ask, "/saga/statistics", "window", value) == "window"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", "order.eaten"),
        ("type", "order.placed,"),
        ("since", "yesterday"),
        ("since", "2026-11-01T12:00:00"),  # where?
        ("orderId", "17"),
        ("correlationId", "17"),
        ("follow", "perhaps"),
    ],
)
async def test_of_events(ask: Ask, field: str, value: str) -> None:
    assert await wrong_field(ask, "/trace/events", field, value) == field
