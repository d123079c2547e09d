"""`quadrille scenarios`: its options, and what it says when something is off."""

import asyncio
import sys

import click

from quadrille import local_stack
from quadrille.scenarios.judge import TOLERANCE
from quadrille.scenarios.run import CannotPlay, run_scenarios
from quadrille.scenarios.scenario import SCENARIOS


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(SCENARIOS)))
@click.option("--url", default=local_stack.url, help="Where the gateway answers; the local stack's, if not given.")
@click.option("--tolerance", default=TOLERANCE, show_default=True, help="How far a gateway's share may be off 1/n.")
@click.option("--email", help="An administrator's, to verify every order as well.")
@click.option("--password", default="", help="The administrator's.")
def scenarios(names: tuple[str, ...], url: str, tolerance: float, email: str | None, password: str) -> None:
    """Place orders at once, each scenario as a new customer, and count what came of them.

    Exits with 1 when a number is off.
    """
    chosen = [scenario for name, scenario in SCENARIOS.items() if not names or name in names]
    try:
        off = asyncio.run(run_scenarios(url, chosen, tolerance, (email, password) if email else None))
    except CannotPlay as failure:
        click.echo(f"The scenarios cannot be played: {failure}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    if off:
        click.echo(f"Off: {'; '.join(off)}", err=True)
        sys.exit(1)
