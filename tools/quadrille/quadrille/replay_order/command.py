"""`quadrille replay-order`: an order folded anew from its events, to any version, by the order service's own code."""

import asyncio
import json
from uuid import UUID

import aiohttp
import click
from rich.console import Console

from quadrille import local_stack
from quadrille.client import ApiError, Client, Json
from quadrille.replay_order import views


@click.command("replay-order")
@click.argument("order", type=click.UUID, metavar="ID")
@click.option("--version", type=click.IntRange(min=1), help="Only up to this version, and all of its state.")
@click.option("--json", "as_json", is_flag=True, help="A line of JSON for each event, as when piped.")
@click.option("--url", help="Where the gateway answers; the local stack's, if not given.")
@click.option("--email", help="The order's user's, or an administrator's; the local stack's own, if not given.")
@click.option("--password", default="", help="The same's.")
def replay_order(
    order: UUID, version: int | None, as_json: bool, url: str | None, email: str | None, password: str
) -> None:
    """Tell an order's events, and where it stood after each.

    Nothing is changed: its events are read and folded as they are before each decision.
    """
    if url and not email:
        raise click.UsageError("With --url, --email and --password are needed.")
    told = _ask(url or local_stack.url(), order, version, (email, password) if email else _administrator())
    console = Console(highlight=False)
    if as_json or not console.is_terminal:
        for item in told["items"]:
            click.echo(json.dumps(item, ensure_ascii=False))
        return
    console.print(views.table(told["items"]))
    if version is not None:
        console.print(views.state(told["items"][-1]))


def _administrator() -> tuple[str, str]:
    try:
        return local_stack.administrator()
    except FileNotFoundError:
        raise click.ClickException("There is no local stack; bring it up with `make up`, or give --url.") from None


def _ask(url: str, order: UUID, version: int | None, account: tuple[str, str]) -> Json:
    async def ask() -> Json:
        async with Client(url) as client:
            await client.login(*account)
            asked = f"?version={version}" if version else ""
            return await client.call("GET", f"/orders/{order}/history{asked}")

    try:
        return asyncio.run(ask())
    except ApiError as refused:
        raise click.ClickException(str(refused)) from refused
    except (aiohttp.ClientError, TimeoutError) as away:
        raise click.ClickException(f"{url} does not answer as it should: {away!r}") from away
