"""`python -m gateway_service`: run it, configured by the environment."""

from common.runtime import run

from gateway_service.app import main
from gateway_service.settings import Settings

run("gateway", Settings(), main)
