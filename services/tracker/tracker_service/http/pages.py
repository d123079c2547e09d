"""Lists page by page: a cursor is the place where a page ended, in a form nobody should rely on."""

import base64
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from common.jsons import dumps, loads
from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, WrapValidator
from pydantic.alias_generators import to_camel

T = TypeVar("T")


def _decode(text: Any, check: Callable[[Any], Any]) -> Any:
    try:
        return check(loads(base64.urlsafe_b64decode(f"{text}==")))
    except ValueError:  # no base64, no JSON, or no place of such a list
        raise ValueError("is not a cursor that a list gave out") from None


Cursor = Annotated[T | None, WrapValidator(_decode), WithJsonSchema({"type": "string"})]


class PageQuery(BaseModel):
    """What the query of every list may say; a list adds its own `cursor`."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel)

    limit: int = Field(50, ge=1, le=200)


def next_cursor(found: Sequence[T], limit: int, place: Callable[[T], object]) -> str | None:
    """The cursor after the first `limit` of `found`; None when that is all."""
    if len(found) <= limit:
        return None
    return base64.urlsafe_b64encode(dumps(place(found[limit - 1]))).decode().rstrip("=")
