"""`python -m auth_service`: run it, configured by the environment."""

from common.runtime import run

from auth_service.app import main
from auth_service.settings import Settings

run("auth", Settings(), main)
