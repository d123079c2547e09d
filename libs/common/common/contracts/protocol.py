"""Where an event may come in a saga: each contract says so of itself, and the whole protocol is made of that."""

from dataclasses import dataclass

LEAVES_NOTHING: tuple[str, ...] = ()  # of an event after which nothing is held, taken or promised


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of the service that says the event: from the state `source` to `target`.

    A service that opens attempts has one state in a saga, all others one for each attempt; the first state of each is
    the `source` of whichever transition comes from no other. `needs` are types, one of which must have been said
    before about the same attempt; or about any, when the event answers `any_attempt`. What was needed to get to the
    state is not needed again.
    """

    source: str
    target: str
    needs: tuple[str, ...] = ()
    any_attempt: bool = False
