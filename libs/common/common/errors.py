"""The three kinds of error, in words the pure domain may import; common.faults sorts what libraries raise among them.

A *refusal* is the business saying no (an event or a 4xx). A *transient* fault passes: retry with backoff. *Poison*
will fail for ever: dead-letter it. Anything else is a defect and ends the process, for its supervisor to restart.
"""


class Refusal(Exception):
    """The business says no. `status` is the HTTP status it becomes, `code` its stable name for programs.

    `retry_after`: in how many seconds it may say yes, where that is known.
    """

    def __init__(self, code: str, detail: str, status: int = 409, *, retry_after: int | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail, self.status, self.retry_after = code, detail, status, retry_after


class Transient(Exception):
    """A fault that passes by itself; whoever meets it retries with backoff."""


class Overloaded(Transient):
    """More work is waiting than will be done in time; the caller is told to come again."""


class StreamConflict(Transient):
    """Another transaction changed the stream first; decide again on what it left."""


class HandledBefore(Transient):
    """An event of a batch was handled already; look which, and leave it out."""


class Poison(Exception):
    """A message that can never be handled, whoever tries; `reason` goes to the dead-letter topic."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooNew(Poison):
    """Poison to this release alone, for a newer one wrote it; `what` tells what it is."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}; deploy readers first, then replay it")
        self.what = what
