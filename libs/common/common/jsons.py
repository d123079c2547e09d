"""JSON in and out: camelCase, exact decimals as JSON numbers, times as RFC 3339."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from common.clock import rfc3339


def _encode(value: Any) -> Any:
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f").encode())  # a float would not be exact
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form here")


def dumps(value: Any) -> bytes:
    """Encode dicts, lists, scalars, `Decimal`, `datetime` and `UUID`."""
    return orjson.dumps(value, default=_encode, option=orjson.OPT_PASSTHROUGH_DATETIME)


def loads(text: bytes | str) -> Any:
    """Decode JSON; raises `ValueError` with the position of what is wrong."""
    return orjson.loads(text)
