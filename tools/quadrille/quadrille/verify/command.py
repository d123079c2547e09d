"""`quadrille verify`: its options, and what it says of what does not hold."""

import asyncio
import json
import sys
from typing import NoReturn

import click

from quadrille import local_stack
from quadrille.verify import screen
from quadrille.verify.run import PATIENCE_SECONDS, CannotVerify, verify


@click.command("verify")
@click.option("--url", help="Where the gateway answers; the local stack's, if not given.")
@click.option("--email", help="An administrator's; the local stack's own, if not given.")
@click.option("--password", default="", help="The administrator's.")
@click.option("--patience", default=PATIENCE_SECONDS, show_default=True, help="Seconds to wait for what is in flight.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
def verify_command(url: str | None, email: str | None, password: str, patience: float, as_json: bool) -> None:
    """Compare, order by order, the event stores, the ledger, the tracker and the provider's record.

    Exits with 1 when anything does not hold, and names who breaks it.
    """
    try:
        admin = (email, password) if email else local_stack.administrator()
        with screen.bar(console := screen.console()) as progress:
            verdict = asyncio.run(verify(url or local_stack.url(), admin, patience=patience, progress=progress))
    except FileNotFoundError:
        _fail("there is no local stack; `make up` starts it, or give --url, --email and --password")
    except CannotVerify as failure:
        _fail(str(failure))
    except KeyboardInterrupt:
        sys.exit(130)
    if as_json:
        click.echo(json.dumps(verdict.document()))
    else:
        console.print(screen.table(verdict))
        click.echo("\n".join(["", *verdict.wrong(), screen.summary(verdict)]))
    sys.exit(0 if verdict.holds else 1)


def _fail(why: str) -> NoReturn:
    click.echo(f"Nothing can be verified: {why}", err=True)
    sys.exit(1)
