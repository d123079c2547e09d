"""The supervisor's own log: JSON lines on stdout, like those of every service."""

import json
from datetime import UTC, datetime


def journal(event: str, **fields: str | int | float) -> None:
    """Write one line."""
    time = datetime.now(UTC).isoformat()
    print(json.dumps({"timestamp": time, "level": "info", "event": event, **fields}), flush=True)
