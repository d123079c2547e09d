"""Restarts every process of ours, one at a time, as an upgrade does: with two of a service nobody notices."""

import click

from stack import look
from stack.participants import PARTICIPANTS
from stack.settings import Settings, split_name

ORDER = (*PARTICIPANTS, "gateway")  # who reads what is new before who may ask for it


def roll(settings: Settings) -> None:
    """Go on to the next when one is ready again. Raises StackError when one does not come back."""
    names = [name for kind in ORDER for name in look.running(settings).children if split_name(name)[0] == kind]
    for name in names:
        look.restart(settings, name)
    alone = [kind for kind in PARTICIPANTS if [split_name(name)[0] for name in names].count(kind) == 1]
    if alone:
        click.echo(f"Of {' and '.join(alone)} there is one each: what is asked of it meanwhile was answered with 503.")
