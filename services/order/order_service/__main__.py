"""`python -m order_service`: run it, configured by the environment."""

from common.runtime import run

from order_service.app import main
from order_service.settings import Settings

run("order", Settings(), main)
