"""`quadrille keys`: what an operator does about the keys in a folder, the local stack's or one that is mounted."""

import time
from pathlib import Path

import click
from stack.key_folder import KeyFolder

from quadrille.keys.options import folder_option, lifetime_option
from quadrille.keys.retirement import retire as retire_keys
from quadrille.keys.ring import keys_of
from quadrille.keys.rotation import announce, take_over
from quadrille.keys.table import length, table

READING_SECONDS = 3.0  # gateways and auth look every half second; a busy machine takes longer


@click.group()
def keys() -> None:
    """See and replace the keys that tokens are signed with.

    Gateways and the auth service notice within a second.
    """


@keys.command("list")
@folder_option
def list_keys(path: Path) -> None:
    """Show the keys.

    Of each whether it signs, whether it is published and its age; of an old one how long its tokens are valid.
    """
    for line in table(keys_of(KeyFolder(path)), int(time.time())):
        click.echo(line)


@keys.command()
@folder_option
@lifetime_option
def rotate(path: Path, token_lifetime: int) -> None:
    """Let a new key sign.

    The old one stays published, so that no token is refused. May be killed at any moment: run again, it goes on.
    """
    folder = KeyFolder(path)
    with folder.locked():
        coming, signing = announce(folder, token_lifetime, int(time.time()))
        click.echo(f"Published {coming['kid']}, which will sign in {READING_SECONDS:.0f} s, when all have read it.")
        time.sleep(READING_SECONDS)
        take_over(folder)
    click.echo(f"It signs, and {signing['kid']} stays published.")
    click.echo(f"Its last token expires in {length(token_lifetime)}: then `quadrille keys retire` drops it.")


@keys.command()
@folder_option
@click.option("--now", "early", is_flag=True, help="Drop them although tokens signed with them may still be valid.")
def retire(path: Path, early: bool) -> None:
    """Drop public keys that sign no more.

    Refuses as long as a token they signed may be valid.
    """
    folder = KeyFolder(path)
    with folder.locked():
        dropped = retire_keys(folder, int(time.time()), early=early)
    for key in dropped:
        click.echo(f"Dropped {key.kid}: no token signed with it is accepted any more.")
    if not dropped:
        click.echo("Every published key signs, or is to.")
