"""What the environment may say, so that the process needs no command line."""

from pathlib import Path
from typing import Literal

from pydantic import NonNegativeFloat
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    """Names are those of the environment, in lower case; times are in seconds."""

    node_name: str = "payment-sandbox"
    http_host: str = "127.0.0.1"
    http_port: int = 3900
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    sandbox_data_file: Path = Path("payment-sandbox.sqlite3")
    sandbox_slow_seconds: NonNegativeFloat = 2.0
    sandbox_lost_seconds: NonNegativeFloat = 10.0
    sandbox_down_seconds: NonNegativeFloat = 60.0
