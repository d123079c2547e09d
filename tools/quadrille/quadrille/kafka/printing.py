"""What is in records as text for a terminal: anybody may have written it."""

import json
from collections.abc import Iterator

DUMPED = 256  # bytes of a value that is no JSON


def text(raw: bytes | None) -> str:
    """Bytes as text, whatever it does to a terminal; what is no UTF-8 is written `\\xff`."""
    return (raw or b"").decode(errors="backslashreplace")


def as_text(raw: bytes | None) -> str:
    """Bytes as printable text."""
    return printable(text(raw))


def printable(text: str) -> str:
    """Text that does nothing to a terminal."""
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)


def lines_of(value: bytes | None) -> Iterator[str]:
    """A value, line by line: JSON indented, else the first bytes in hexadecimal."""
    if value is None:
        yield "no value"
        return
    try:
        yield printable(json.dumps(json.loads(value), indent=2, ensure_ascii=False))
    except (ValueError, RecursionError):
        yield f"{len(value)} bytes that are no JSON{', the first of them' if len(value) > DUMPED else ''}:"
        for at in range(0, min(len(value), DUMPED), 16):
            row = value[at : at + 16]
            text = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
            yield f"{at:06x}  {row.hex(' '):47}  {text}"
