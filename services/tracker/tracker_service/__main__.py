"""`python -m tracker_service`: run it, configured by the environment; or have it rebuild what it has written."""

import argparse

from common.runtime import run

from tracker_service.app import main, rebuild_and_exit
from tracker_service.settings import Settings

parser = argparse.ArgumentParser(
    prog="python -m tracker_service",
    description="Watches the topics of order, payment and auth and tells the story of each saga.",
    epilog="Configured by the environment: see the README beside it.",
)
parser.add_argument(
    "--rebuild",
    action="store_true",
    help="make the event log and every story right by what Kafka keeps, and exit; a tracker may go on meanwhile",
)
run("tracker", Settings(), rebuild_and_exit if parser.parse_args().rebuild else main)
