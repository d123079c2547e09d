"""What every command that writes documents is told."""

from pathlib import Path

import click

check_option = click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; exit code 1 when a file differs."
)
folder_option = click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default="docs",
    show_default=True,
    help="The folder of the documents.",
)
