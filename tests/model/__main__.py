"""`python -m tests.model`: explore everything that one order can go through, under every adapter (`make model`)."""

import sys
import time
from argparse import ArgumentParser

from quadrille.choreography.catalogue import collect

from tests.model.declared import untrue
from tests.model.playing import ADAPTERS, Scope, check, every_scope


def main() -> None:
    """Print what was explored; exit code 1 when something is wrong, or is declared and never comes about."""
    parser = ArgumentParser(prog="make model", description=__doc__)
    parser.add_argument("--cancellations", type=int, default=2, help="how often people may cancel (%(default)s)")
    parser.add_argument("--retries", type=int, default=1, help="how often it may be retried (%(default)s)")
    parser.add_argument("--adapters", choices=ADAPTERS, help="who decides about every attempt (each of them in turn)")
    asked = parser.parse_args()
    begun, states, worlds = time.monotonic(), 0, []
    alike = Scope(asked.cancellations, asked.retries, (asked.adapters,) * (asked.retries + 1))
    scopes = [alike] if asked.adapters else list(every_scope(asked.cancellations, asked.retries))
    # A part of all scopes need not bring everything about that is declared.
    whole = not asked.adapters and asked.retries and asked.cancellations
    for scope in scopes:
        found, world = check(scope)
        print(f"{scope}: {found}", flush=True)  # noqa: T201
        if found.wrong:
            sys.exit(1)
        states += found.states
        worlds.append(world)
    wrong = list(untrue(collect(), worlds)) if whole else []
    print(f"{states:,} states in {time.monotonic() - begun:.0f} s", *wrong, sep="\n")  # noqa: T201
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
