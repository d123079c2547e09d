"""`quadrille settings`: write down what can be set, or see that what is written is what the code says."""

import sys
from pathlib import Path

import click

from quadrille.documents import check_option, folder_option
from quadrille.settings.catalogue import collect
from quadrille.settings.page import page

NAME = "settings.md"


@click.group()
def settings() -> None:
    """See what can be set about each service."""


@settings.command()
@check_option
@folder_option
def docs(only_check: bool, folder: Path) -> None:
    """Write settings.md: every setting of every service that is installed, with its default and its meaning."""
    services = collect()
    if not services:
        raise click.ClickException("No service is installed here; install one beside this command to see its settings.")
    path, text = folder / NAME, page(services)
    if path.exists() and path.read_text() == text:
        click.echo(f"{path} is what the code says.")
    elif only_check:
        click.echo(f"{path} is not what the code says; run make docs")
        sys.exit(1)
    else:
        path.write_text(text)
        click.echo(f"wrote {path}")
