"""`python -m payment_service`: run it, configured by the environment."""

from common.runtime import run

from payment_service.app import main
from payment_service.settings import Settings

run("payment", Settings(), main)
