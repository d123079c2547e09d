"""`python -m tracker_service`: run it, configured by the environment; or have it tell its stories anew."""

import argparse

from common.runtime import run

from tracker_service.app import main, rebuild_and_exit, replay_and_exit
from tracker_service.settings import Settings

parser = argparse.ArgumentParser(
    prog="python -m tracker_service",
    description="Watches the topics of order, payment and auth and tells the story of each saga.",
    epilog="Configured by the environment: see the README beside it.",
)
instead = parser.add_mutually_exclusive_group()
instead.add_argument(
    "--rebuild",
    dest="work",
    action="store_const",
    const=rebuild_and_exit,
    help="tell every saga anew from the event log, and exit; a tracker may go on meanwhile",
)
instead.add_argument(
    "--replay",
    dest="work",
    action="store_const",
    const=replay_and_exit,
    help="forget everything and exit; the next start reads every topic from its beginning. Stop the tracker first",
)
run("tracker", Settings(), parser.parse_args().work or main)
