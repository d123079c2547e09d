"""What can be set about the tracker."""

from common.settings import ServiceSettings
from pydantic import Field


class Settings(ServiceSettings):
    """Read from the environment; every name in upper case."""

    saga_stuck_seconds: float = Field(60.0, gt=0)
    trace_streams: int = Field(100, ge=1)  # open at once
    trace_streams_per_user: int = Field(10, ge=1)
    consume_linger_seconds: float = Field(0.2, ge=0)  # no saga waits for the tracker
