"""A tutorial as a list of steps: files to be written, commands to be run, and what they have to show."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BLOCK = re.compile(r"^```(?P<kind>\w+)(?: (?P<more>\S+))?\n(?P<content>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Write:
    """`content` is what the file at `path` says from now on."""

    path: str
    content: str


@dataclass(frozen=True)
class Run:
    """Commands that have to end well, or, if `fails`, must not; each line of `shows` has to be in what they print."""

    commands: str
    fails: bool
    shows: tuple[str, ...]


def steps_of(text: str) -> Iterator[Write | Run]:
    """What a reader of the tutorial does, in order. Raises `ValueError` for a block that is none of these."""
    waiting: Run | None = None
    for block in _BLOCK.finditer(text):
        kind, more, content = block["kind"], block["more"], block["content"]
        if kind == "text" and waiting:
            yield Run(waiting.commands, waiting.fails, tuple(content.splitlines()))
            waiting = None
            continue
        if waiting:
            yield waiting
        waiting = None
        match kind, more:
            case "python", str():
                yield Write(more, content)
            case "sh", None | "fails":
                waiting = Run(content, fails=more == "fails", shows=())
            case _:
                raise ValueError(f"nobody knows what to do with a block of {kind} {more or ''}")
    if waiting:
        yield waiting
