"""Carrying out commands: load the streams, let the pure domain decide, append what it says, update its read model.

A service's domain is a decider (Jérémie Chassaing, "Functional Event Sourcing Decider"): a first state,
`decide(command, state) -> events`, which may raise `Refusal`, and `evolve(state, event) -> state`.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Generic, TypeVar
from uuid import UUID

from common.contracts import Event
from common.envelope import Recorded
from common.errors import Poison, Refusal
from common.event_store import append, load
from common.failpoints import failpoint
from common.idempotency import KeysAtHand, find_all, keep
from common.ids import new_id
from common.requests import Change, Outcome, Request
from common.states import States
from common.transaction import Tx

C = TypeVar("C")
S = TypeVar("S")

_NO_KEYS = KeysAtHand({})  # reactions have none


@dataclass(frozen=True)
class Decider(Generic[C, S]):
    """A pure domain, with the read model that is kept in the same transaction."""

    initial: S
    decide: Callable[[C, S], Sequence[Event]]
    evolve: Callable[[S, Event], S]
    project: Callable[[Tx, Sequence[Change[S]]], Awaitable[None]]
    node: str
    says: Collection[type[Event]]  # what the service declares that it may say
    states: States[S] = field(default_factory=States, repr=False)

    async def execute(self, tx: Tx, requests: Sequence[Request[C]]) -> list[Outcome[S]]:
        """Carry out `requests` in order in `tx`; one outcome each.

        Raises `StreamConflict`, here or at commit, to be retried whole in a `tx` that says `again`: what went before
        may have been committed though its answer was lost. Raises `Poison` for an event that the service does not
        declare.
        """
        new = set() if tx.again else {request.stream for request in requests if request.opens}
        changes = {stream: Change(stream, self.initial) for stream in new}
        changes |= await self._load({request.stream for request in requests} - new, tx)
        kept = [request.keep.key for request in requests if request.keep]
        keys = KeysAtHand(await find_all(tx, kept) if tx.again else {})
        outcomes = [self._carry_out(request, changes[request.stream], keys) for request in requests]
        await self._append(tx, changes)
        return [await _keep(tx, request, outcome) for request, outcome in zip(requests, outcomes, strict=True)]

    async def react(self, tx: Tx, requests: Sequence[Request[C]]) -> None:
        """Carry out the commands of reactions. Raises a `Refusal`, poison there: nobody is left to be refused.

        Otherwise as `execute`, but what a stream came to in this process is taken to be what it is. The version of what
        is appended proves it, at commit; a stream to which nothing would be appended is decided on by its history.
        """
        supposed = self._supposed(tx, requests)
        outcomes = [(r, self._carry_out(r, supposed[r.stream], _NO_KEYS)) for r in requests if r.stream in supposed]
        refused = {request.stream for request, outcome in outcomes if outcome.refusal}
        proved = {stream: c for stream, c in supposed.items() if c.added and stream not in refused}
        rest = [request for request in requests if request.stream not in proved]
        changes = proved | await self._load({request.stream for request in rest}, tx)
        for request in rest:
            outcome = self._carry_out(request, changes[request.stream], _NO_KEYS)
            if outcome.refusal is not None:
                raise outcome.refusal
        await self._append(tx, changes)

    async def adopt(self, tx: Tx, events: Sequence[Recorded]) -> int:
        """Take in events, those of a stream in order, that were said and then forgotten; returns how many fitted on.

        One whose predecessor is missing does not. Whether they are declared by now is not asked: they are facts.
        Raises `StreamConflict` as `execute` does.
        """
        changes = await self._load({event.stream for event in events}, tx)
        for event in events:
            change = changes[event.stream]
            if event.version == change.version + 1:
                change.version, change.state = event.version, self.evolve(change.state, event.event)
                change.added.append(event)
                change.causes.add(event.causation_id)
        await self._append(tx, changes)
        return sum(len(change.added) for change in changes.values())

    def fold(self, history: Iterable[Recorded]) -> S:
        """The state a history leads to."""
        state = self.initial
        for recorded in history:
            state = self.evolve(state, recorded.event)
        return state

    def _supposed(self, tx: Tx, requests: Sequence[Request[C]]) -> dict[UUID, Change[S]]:
        """What streams most likely are. Of a transaction that has begun nothing is supposed: it may be older than what
        is at hand, and the relay publishes in the order of transactions."""
        if tx.again or tx.is_begun:
            return {}
        found = {}
        for request in requests:
            change = self.states.at_hand(request.stream)
            if change is None and request.opens:
                change = Change(request.stream, self.initial)
            if change is not None:
                found[request.stream] = change
        return found

    async def _load(self, streams: Collection[UUID], tx: Tx) -> dict[UUID, Change[S]]:
        histories = await load(tx, sorted(streams)) if streams else {}
        return {
            stream: Change(
                stream,
                self.fold(history),
                len(history),
                causes={recorded.causation_id for recorded in history},
            )
            for stream, history in histories.items()
        }

    async def _append(self, tx: Tx, changes: Mapping[UUID, Change[S]]) -> None:
        """Append what was said, in one order everywhere: who writes the same streams waits, and does not deadlock."""
        changed = [change for _, change in sorted(changes.items()) if change.added]
        if changed:
            await failpoint("store.appending")
            append(tx, [event for change in changed for event in change.added])
            await self.project(tx, changed)
            tx.after_commit.append(partial(self.states.keep, changed))
            await failpoint("store.appended")

    def _carry_out(self, request: Request[C], change: Change[S], keys: KeysAtHand) -> Outcome[S]:
        if request.keep and (answer := keys.answered.get(request.keep.key)):
            return Outcome(change.state, change.version, answer=answer, replayed=True)
        if request.id in change.causes:  # done before; the answer to its COMMIT was lost
            return Outcome(change.state, change.version)
        try:
            if request.keep:
                keys.claim(request.keep.key)
            _must_expect(change.version, request.expects)
            said = self.decide(request.command, change.state)
        except Refusal as refusal:
            return Outcome(change.state, change.version, refusal)
        for event in said:
            if type(event) not in self.says:
                raise Poison(f"{event.type} would be said, but nothing of this service declares that it may")
            change.version += 1
            change.state = self.evolve(change.state, event)
            change.added.append(self._record(event, request, change.version))
        change.causes.add(request.id)
        return Outcome(change.state, change.version)

    def _record(self, event: Event, request: Request[C], version: int) -> Recorded:
        return Recorded(
            id=new_id(),
            stream=request.stream,
            version=version,
            event=event,
            correlation_id=request.correlation_id,
            causation_id=request.id,
            traceparent=request.traceparent,
            node=self.node,
            time=request.time,
        )


def _must_expect(version: int, expected: frozenset[int] | None) -> None:
    if expected is not None and version not in expected:
        raise Refusal("VERSION_MISMATCH", f"it has version {version} by now", 412)


async def _keep(tx: Tx, request: Request[C], outcome: Outcome[S]) -> Outcome[S]:
    if request.keep is None or outcome.refusal is not None or outcome.replayed:
        return outcome
    answer = await request.keep.answer(tx, outcome)
    keep(tx, request.keep.key, answer)
    await failpoint("answer.kept")
    return replace(outcome, answer=answer)
