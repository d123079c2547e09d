"""Failpoints: named places at which a test lets a process die, fail, wait or be slow; otherwise they do nothing.

The setting FAILPOINT_FILE names a file (`failpoint`, in the process's working folder) whose text is a plan:
`relay.sent=kill`, `provider.answered=delay:2`, `store.appended=transient@3` (the third time it is passed from then on).
The file is looked for each time a failpoint is passed, so that a running process can be given a plan, and renamed to
`….fired` before the plan is carried out: a process that is started again does not die of it again.
`python -m common.failpoints` lists them.
"""

import asyncio
import os
import re
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import structlog

from common.errors import Transient

CATALOGUE = {
    "consume.drawn": "a batch was drawn from the topics, nothing is done about it",
    "inbox.entering": "events are about to enter the inbox",
    "inbox.entered": "events enter the inbox in an open transaction, with its next statement at the latest",
    "consume.committing": "events were handled, COMMIT is about to be sent",
    "consume.committed": "the effects of a batch are durable, its records are not acked",
    "consume.acked": "records were acked to Faust, their offsets are not committed",
    "offsets.committing": "Faust is about to commit offsets to Kafka",
    "offsets.committed": "Kafka has the offsets",
    "store.appending": "events were decided on, and are about to be appended",
    "store.appended": "events and read model wait to go out with COMMIT",
    "answer.kept": "the answer to an Idempotency-Key waits to go out with COMMIT",
    "command.committing": "commands were carried out, COMMIT is about to be sent",
    "command.committed": "the effects of commands are durable, nobody was told",
    "relay.read": "the relay has read events, and published none",
    "publisher.sending": "records were given to the producer, none is known to be in its topic",
    "relay.sent": "events are in their topic, the relay's cursor is where it was",
    "relay.saving": "the relay is about to write its cursor down",
    "relay.saved": "the relay's cursor is written down",
    "once.claimed": "an Idempotency-Key was claimed in Redis",
    "lock.taken": "a lock was taken in Redis for what is not stored yet",
    "lock.releasing": "a lock is about to be given back",
    "timer.due": "a timer found what is due, in an open transaction",
    "timer.committed": "what a timer did is durable",
    "job.claimed": "jobs were claimed, none is begun",
    "provider.calling": "a provider is about to be asked",
    "provider.answered": "a provider has answered, the answer is not recorded",
}

_PLAN = re.compile(r"([a-z.]+)=(kill|transient|hang|delay)(?::([0-9.]+))?(?:@([0-9]+))?")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to happen at a failpoint, the `nth` time it is passed; `seconds` are those of a delay."""

    name: str
    action: str
    seconds: float = 0.0
    nth: int = 1

    @classmethod
    def parse(cls, text: str) -> "Plan":
        """`name=action[:seconds][@nth]`; raises `ValueError` for anything else and for a name nobody declared."""
        matched = _PLAN.fullmatch(text.strip())
        if matched is None or matched[1] not in CATALOGUE:
            raise ValueError(f"{text!r} is no plan for a failpoint")
        return cls(matched[1], matched[2], float(matched[3] or 0), int(matched[4] or 1))


class _Watched:
    file: Path | None = None
    passed = 0  # how often the planned failpoint was passed since the plan is there


def watch(file: Path | None) -> None:
    """Look for plans in `file` from now on; None: failpoints are off."""
    _Watched.file, _Watched.passed = file, 0


async def failpoint(name: str) -> None:
    """Pass the place called `name`, which is in the catalogue. Raises `Transient` if that is planned."""
    if _Watched.file is None:
        return
    plan = _due(_Watched.file, name)
    if plan is not None:
        await _carry_out(plan)


def _due(file: Path, name: str) -> Plan | None:
    """The plan, if it is for now; its file is used up then."""
    try:
        plan = Plan.parse(file.read_text())
        if plan.name != name:
            return None
        _Watched.passed += 1
        if _Watched.passed < plan.nth:
            return None
        file.rename(file.with_suffix(".fired"))
    except FileNotFoundError:  # there is no plan, or it was withdrawn just now
        plan = None
    _Watched.passed = 0
    return plan


async def _carry_out(plan: Plan) -> None:
    log.warning("failpoint", name=plan.name, action=plan.action)
    match plan.action:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "transient":
            raise Transient(f"failpoint {plan.name}")
        case "hang":
            await asyncio.Event().wait()
        case "delay":
            await asyncio.sleep(plan.seconds)


if __name__ == "__main__":
    sys.stdout.writelines(f"{name:<20} {meaning}\n" for name, meaning in CATALOGUE.items())
