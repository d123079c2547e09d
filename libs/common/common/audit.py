"""Telling what a service's own store says, stream by stream, so that services can be compared by whoever asks them all.

Pages go by id: each says how far it is complete, so that pages of several services can be laid side by side.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import md5
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from typing_extensions import TypedDict

from common.database import Database

FIRST, LAST = UUID(int=0), UUID(int=2**128 - 1)
MOST = 2000

# The same as `digest` makes of the ids.
DIGEST = "md5(string_agg(id::text, '' ORDER BY id))"

# Not by DISTINCT, for which PostgreSQL may read to the end of the table.
_MOST_TH = """
(SELECT {column} AS id FROM {table} WHERE {column} > %(after)s AND {column} <= %(up_to)s
 ORDER BY {column} OFFSET %(most)s - 1 LIMIT 1)
"""


class Range(BaseModel):
    """The streams asked for, by their ids: those after `after`, up to and with `upTo`.

    A page ends with the stream that has its `most`-th event: it has some more, so that no stream is torn.
    """

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True)

    after: UUID = FIRST
    up_to: UUID = LAST
    most: int = Field(500, ge=1, le=MOST)

    def as_far_as(self, last: UUID | None) -> "Range":
        """The same, but no further than `last`, where there is one."""
        return self if last is None else self.model_copy(update={"up_to": last})

    @property
    def page(self) -> dict[str, str | int]:
        """The ends, and how many events a page has."""
        return {**self.ends, "most": self.most}

    @property
    def ends(self) -> dict[str, str]:
        """The two ends as parameters of a query: `x > %(after)s AND x <= %(up_to)s`."""
        return {"after": str(self.after), "up_to": str(self.up_to)}


async def page_of(database: Database, wanted: Range, *holders: tuple[str, str]) -> Range:
    """`wanted`, as far as a page goes of the streams that `holders` have: tables, each with its column of their ids."""
    firsts = " UNION ALL ".join(_MOST_TH.format(table=table, column=column) for table, column in holders)
    last = await database.fetch_one(f"SELECT id FROM ({firsts}) AS ends ORDER BY id LIMIT 1", wanted.page)
    return wanted.as_far_as(last[0] if last else None)


class Told(TypedDict):
    """The events of one stream by its store: how many, whether their versions are 1..n, the `digest` of their ids, and
    the time of the newest, None where there is none."""

    count: int
    whole: bool
    digest: str
    lastAt: datetime | None


NOTHING_TOLD: Told = {"count": 0, "whole": True, "digest": "", "lastAt": None}


def digest(ids: Iterable[UUID]) -> str:
    """The same for the same ids, in whichever order; "" for none."""
    text = "".join(sorted(map(str, ids)))
    return md5(text.encode(), usedforsecurity=False).hexdigest() if text else ""
