"""What the supervisor tells the commands: one small JSON file, replaced whole on every change."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

FILE = "state.json"


@dataclass
class ChildState:
    """`status` is waiting, starting, ready, died or stopped; `since` is seconds since the epoch."""

    status: str = "waiting"
    pid: int | None = None
    starts: int = 0
    since: float = 0.0
    reason: str = ""


@dataclass
class StackState:
    """How the stack was asked for, and each child by name."""

    scale: dict[str, int]
    only: str
    children: dict[str, ChildState] = field(default_factory=dict)

    @property
    def healthy(self) -> bool:
        """Whether every child is ready."""
        return bool(self.children) and all(child.status == "ready" for child in self.children.values())

    def write(self, run: Path) -> None:
        """Replace the file."""
        part = run / f".{FILE}"
        part.write_text(json.dumps(asdict(self)))
        part.rename(run / FILE)

    @classmethod
    def read(cls, run: Path) -> "StackState | None":
        """What was written last, None before the first time."""
        try:
            document = json.loads((run / FILE).read_text())
        except FileNotFoundError:
            return None
        children = {name: ChildState(**child) for name, child in document.pop("children").items()}
        return cls(**document, children=children)
