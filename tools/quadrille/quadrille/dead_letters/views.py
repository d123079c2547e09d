"""How dead letters look: a table on a terminal, lines of JSON when piped, and one letter with all there is to it."""

import json
from collections.abc import Iterable, Iterator

from common.clock import rfc3339
from rich.table import Column, Table
from rich.text import Text

from quadrille.dead_letters.letter import Letter
from quadrille.kafka.printing import as_text, lines_of

REASON_LENGTH = 60  # characters
COLUMNS = ("number", "when", "reason", "handler", "from", "event", "correlation id", "attempts", "state")


def line(letter: Letter) -> str:
    """A letter as a line of JSON."""
    told, origin = letter.told, letter.origin
    return json.dumps(
        {
            "id": str(letter.id),
            "service": letter.service,
            "time": told.get("dl_time"),
            "reason": told.get("dl_reason"),
            "handler": told.get("dl_handler"),
            "topic": origin.topic,
            "partition": origin.partition,
            "offset": origin.offset,
            "type": told.get("ce_type"),
            "correlationId": told.get("ce_correlationid"),
            "attempts": origin.attempts,
            "state": letter.state,
        }
    )


def table(letters: Iterable[Letter]) -> Table:
    """A row for each; reasons are cut short."""
    drawn = Table(*(Column(name, overflow="fold") for name in COLUMNS))
    for letter in letters:
        told, origin = letter.told, letter.origin
        reason = " ".join(told.get("dl_reason", "").split())
        cells = (
            str(letter.id),
            told.get("dl_time", ""),
            reason if len(reason) <= REASON_LENGTH else f"{reason[:REASON_LENGTH]}…",
            told.get("dl_handler", ""),
            f"{origin.topic}:{origin.partition}:{origin.offset}",
            told.get("ce_type", ""),
            told.get("ce_correlationid", ""),
            str(origin.attempts),
            letter.state,
        )
        drawn.add_row(*map(Text, cells))  # as it is: to rich, [brackets] in a string are markup
    return drawn


def whole(letter: Letter) -> Iterator[str]:
    """The letter, line by line: what was done about it, every header, the value."""
    yield f"{letter.id}  {letter.state}"
    for settled in letter.settlements:
        yield f"{settled.state} at {rfc3339(settled.time)} by {settled.who}: {settled.why}"
    yield ""
    yield f"key: {as_text(letter.record.key)}"
    for name, text in letter.told.items():
        yield f"{name}: {text}"
    yield ""
    yield from _value(letter)


def _value(letter: Letter) -> Iterator[str]:
    if letter.omitted:
        yield f"{letter.omitted} bytes are left out; the original record has them"
    else:
        yield from lines_of(letter.record.value)
