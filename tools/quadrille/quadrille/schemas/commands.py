"""`quadrille schemas register`: its options, and what it says."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from common.contracts import EVENTS

from quadrille.contracts.commands import folder_option
from quadrille.contracts.released import load
from quadrille.schemas.registering import register, requests
from quadrille.schemas.registry import Registry, RegistryError
from quadrille.schemas.versions import Version, versions


@click.group()
def schemas() -> None:
    """Tell a schema registry what the events look like."""


@schemas.command("register")
@click.argument("url")
@click.option(
    "--user", metavar="NAME:PASSWORD", envvar="SCHEMA_REGISTRY_USER", help="Or $SCHEMA_REGISTRY_USER, or in URL."
)
@click.option("--dry-run", is_flag=True, help="Print what would be sent to an empty registry, and send nothing.")
@folder_option
def register_command(url: str, user: str | None, dry_run: bool, folder: Path) -> None:
    """Register every event's JSON Schema at the registry at URL, which speaks Confluent's API.

    Below a subject for each event, TOPIC-TYPE: the versions that were released, oldest first, then today's. What is
    there already stays. Exits with 1 when the registry refuses a schema, and says which and why.
    """
    wanted = versions(load(folder), EVENTS)
    if dry_run:
        for method, path, body in requests(wanted):
            click.echo(f"{method} {path} {json.dumps(body)}")
        return
    try:
        asyncio.run(_register(url, user, wanted))
    except RegistryError as error:
        raise click.ClickException(str(error)) from error


async def _register(url: str, user: str | None, wanted: Mapping[str, Sequence[Version]]) -> None:
    width, count, new = max(map(len, wanted)), 0, 0
    async with Registry(url, user) as registry:
        async for each in register(registry, wanted):
            count, new = count + 1, new + each.new
            place = f"version {each.place.version}, id {each.place.id}"
            click.echo(
                f"{each.version.subject:{width}}  schema version {each.version.number}: {place}"
                f"{'' if each.new else ', there already'}"
            )
    click.echo(f"{registry.url} has all of {count} schemas, {new} of them new.")
