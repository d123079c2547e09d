"""What can be set about the tracker."""

from common.settings import ServiceSettings
from pydantic import Field


class Settings(ServiceSettings):
    """Read from the environment; every name in upper case."""

    saga_stuck_seconds: float = Field(60.0, gt=0)
    """Seconds without news until a saga in flight counts as stuck."""
    trace_streams: int = Field(100, ge=1)
    """Streams of sagas that may be open at once, a process; one more gets 503."""
    trace_streams_per_user: int = Field(10, ge=1)
    """The same of one user."""
    consume_linger_seconds: float = Field(0.2, ge=0)
    """Seconds that the broker may let records gather; no saga waits for the tracker."""
