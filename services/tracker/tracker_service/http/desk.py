"""The desk where callers ask: what every endpoint shares."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web
from common.database import Database
from common.errors import Refusal

from tracker_service.http.streams import Streams


@dataclass(frozen=True)
class Desk:
    """`database` raises a transient error while there is none to ask yet; `stuck_after` as in `sagas_view`."""

    database: Callable[[], Database]
    stuck_after: timedelta
    streams: Streams


DESK: web.AppKey[Desk] = web.AppKey("desk", Desk)


def unknown(what: str) -> Refusal:
    """Nothing has this id, or nothing that the caller may see: the two look the same."""
    return Refusal("NOT_FOUND", f"there is no such {what}", 404)
