"""What the environment may say, so that the process needs no command line."""

from pathlib import Path
from typing import Literal

from pydantic import NonNegativeFloat
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Names are those of the environment, in lower case; times are in seconds."""

    model_config = SettingsConfigDict(use_attribute_docstrings=True)

    node_name: str = "payment-sandbox"
    """Its name in logs."""
    http_host: str = "127.0.0.1"
    """The address to listen at."""
    http_port: int = 3900
    """The port to listen at."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """What is logged at least, as JSON lines on stdout."""
    sandbox_data_file: Path = Path("payment-sandbox.sqlite3")
    """Its record of charges and refunds, an SQLite database."""
    sandbox_slow_seconds: NonNegativeFloat = 2.0
    """Seconds until `card_slow` is charged."""
    sandbox_lost_seconds: NonNegativeFloat = 10.0
    """Seconds for which the first answer about `card_timeout` is held, before the connection is dropped."""
    sandbox_down_seconds: NonNegativeFloat = 60.0
    """Seconds for which `provider_down` is held, before the connection is dropped."""
