"""What accompanies the work at hand: the correlation id, in a context variable that every log line reads."""

from uuid import UUID

import structlog

from common.ids import new_id

CORRELATION_HEADER = "X-Correlation-Id"


def correlation_id() -> str | None:
    """The correlation id of the work at hand, if it has one."""
    value = structlog.contextvars.get_contextvars().get("correlation_id")
    return str(value) if value is not None else None


def adopt_correlation_id(offered: str | None) -> tuple[UUID, str]:
    """Take the id a caller offers when it is a UUID, else make one; from here on every log line carries it.

    Returns it and its text, which headers and logs have.
    """
    chosen = _uuid(offered) or new_id()
    text = str(chosen)
    structlog.contextvars.bind_contextvars(correlation_id=text)
    return chosen, text


def _uuid(text: str | None) -> UUID | None:
    if text is None or len(text) != 36:
        return None
    try:
        return UUID(text)
    except ValueError:
        return None
