"""The `quadrille` command: one group, one subcommand a concern."""

import asyncio
import sys

import click

from quadrille.capacity.command import capacity
from quadrille.choreography.commands import choreography
from quadrille.contracts.commands import contracts
from quadrille.dead_letters.commands import dead_letters
from quadrille.demo.run import DemoFailed, run_demo
from quadrille.keys.commands import keys
from quadrille.rebuild.command import rebuild
from quadrille.replay_order.command import replay_order
from quadrille.scenarios.command import scenarios
from quadrille.schemas.commands import schemas
from quadrille.settings.commands import settings
from quadrille.topics.commands import topics
from quadrille.verify.command import verify_command


@click.group()
def main() -> None:
    """Look at Quadrille and work with it."""


main.add_command(capacity)
main.add_command(contracts)
main.add_command(choreography)
main.add_command(dead_letters)
main.add_command(keys)
main.add_command(rebuild)
main.add_command(replay_order)


@main.command()
@click.option("--keep", is_flag=True, help="Leave the stack running if the demo started it.")
def demo(keep: bool) -> None:
    """Place eight orders that succeed, fail and are cancelled, and tell each saga's story.

    Uses the local stack if it runs; else starts it, and stops it afterwards.
    """
    try:
        asyncio.run(run_demo(keep=keep))
    except DemoFailed as failure:
        click.echo(f"The demo found something wrong: {failure}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


main.add_command(scenarios)
main.add_command(schemas)
main.add_command(settings)
main.add_command(topics)
main.add_command(verify_command)
