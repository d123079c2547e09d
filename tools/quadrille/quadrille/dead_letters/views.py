"""How dead letters look: a table on a terminal, lines of JSON when piped, and one letter with all there is to it."""

import json
from collections.abc import Iterable, Iterator

from common.clock import rfc3339
from rich.table import Column, Table
from rich.text import Text

from quadrille.dead_letters.letter import Letter, as_text, printable

REASON_LENGTH = 60  # characters
DUMPED = 256  # bytes of a value that is no JSON
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
    value = letter.record.value
    if value is None or letter.omitted:
        yield f"{letter.omitted} bytes are left out; the original record has them" if letter.omitted else "no value"
        return
    try:
        yield printable(json.dumps(json.loads(value), indent=2, ensure_ascii=False))
    except (ValueError, RecursionError):
        yield f"{len(value)} bytes that are no JSON{', the first of them' if len(value) > DUMPED else ''}:"
        for at in range(0, min(len(value), DUMPED), 16):
            row = value[at : at + 16]
            text = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
            yield f"{at:06x}  {row.hex(' '):47}  {text}"
