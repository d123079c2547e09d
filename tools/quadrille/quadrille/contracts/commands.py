"""`quadrille contracts`: releasing them, and checking that what was released still holds."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click
from common.contracts import EVENTS

from quadrille.contracts.promises import broken
from quadrille.contracts.released import load
from quadrille.contracts.releasing import CannotRelease
from quadrille.contracts.releasing import release as make_release

ROOT = Path(__file__).resolve().parents[4]
CONTRACTS = {contract.type: contract for contract in EVENTS}

folder_option = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=ROOT / "libs" / "common" / "released",
    show_default="libs/common/released",
    help="Where releases are kept.",
)


@click.group()
def contracts() -> None:
    """Release the events' contracts, and check that what was released still holds."""


@contracts.command()
@folder_option
def release(folder: Path) -> None:
    """Append what is not released yet: new events, new schema versions, and the services as they are.

    Nothing is ever rewritten. Exits with 1, and appends nothing, when a promise of an earlier release is broken.
    """
    try:
        names = make_release(folder, ROOT, CONTRACTS)
    except CannotRelease as error:
        _fail("Nothing is released", error.wrong)
    for name in names:
        click.echo(f"{name}  {(folder / name).stat().st_size} bytes")
    click.echo(f"Released in {folder}." if names else "Every contract is released as it is.")


@contracts.command()
@folder_option
def check(folder: Path) -> None:
    """Read every record ever released with today's contracts, and compare what is written now with what was promised.

    Exits with 1 when a promise is broken, and names each.
    """
    promised = load(folder)
    if wrong := broken(promised, CONTRACTS):
        _fail("Promises are broken", wrong)
    click.echo(f"All of {len(promised)} released contracts are kept.")


def _fail(what: str, wrong: Sequence[str]) -> NoReturn:
    click.echo("\n".join([f"{what}:", *(f"  {sentence}" for sentence in wrong)]), err=True)
    sys.exit(1)
