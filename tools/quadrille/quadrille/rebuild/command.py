"""`quadrille rebuild`: what can be rebuilt on the local stack, by the service's own code."""

import sys

import click

from quadrille import local_stack
from quadrille.rebuild.running import run


@click.group()
def rebuild() -> None:
    """Make right again what was derived from events, while everything goes on."""


@rebuild.command()
def tracker() -> None:
    """Make the event log and the stories of all sagas right, by what Kafka keeps.

    What the log lacks is logged, what is not as it was said is corrected, every story is told anew, and rows that no
    event justifies are removed. Orders and the tracker go on meanwhile. May be killed, and run again, at any moment.

    Works on the local stack. Elsewhere run `python -m tracker_service --rebuild` in the tracker's container.
    """
    if not local_stack.is_running():
        raise click.ClickException("The local stack is not up; bring it up with `make up`.")
    sys.exit(run([sys.executable, "-m", "stack", "exec", "tracker-1", "--", "--rebuild"]))
