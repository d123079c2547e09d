"""Reactions, each of which must come to what the whole history of its stream makes of it, whatever was at hand."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, TypeVar, cast
from uuid import UUID

from common import transaction
from common.commands import Decider
from common.idempotency import KeysAtHand
from common.requests import Change, Request

from tests.simulation.memory import Tx
from tests.simulation.tables import Tables

C = TypeVar("C")
S = TypeVar("S")


class Checked(Decider[C, S]):
    """A service's decider, with every reaction decided a second time, on what the event store holds."""

    @classmethod
    def of(cls, decider: Decider[C, S]) -> "Checked[C, S]":
        """The same, checked."""
        return cls(**vars(decider))

    async def react(self, tx: transaction.Tx, requests: Sequence[Request[C]]) -> None:
        """React; AssertionError at COMMIT when something else was said than is due."""
        ours = cast(Tx, tx)
        due = await self._load({request.stream for request in requests}, cast(Any, Tx(ours.tables)))
        for request in requests:
            self._carry_out(request, due[request.stream], KeysAtHand({}))
        await super().react(tx, requests)
        ours.before_commit.append(partial(_must_have_said, ours.tables, due))


def _must_have_said(tables: Tables, due: Mapping[UUID, Change[Any]]) -> None:
    for stream, change in due.items():
        said = [row[3] for row in tables.events if (row[1], row[-1]) == (stream, tables.transactions)]
        assert said == [event.event.type for event in change.added], f"stream {stream.int} came to {said}"
