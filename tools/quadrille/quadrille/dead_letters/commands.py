"""`quadrille dead-letters`: what an operator does about records that a service could not handle."""

import sys
from collections.abc import Awaitable, Callable, Sequence

import click
from rich.console import Console

from quadrille.dead_letters import settling, views
from quadrille.dead_letters.letter import WAITING, Letter, LetterId
from quadrille.dead_letters.options import (
    LetterNumber,
    all_option,
    letters_argument,
    service_option,
    who_option,
)
from quadrille.dead_letters.settling import CannotReplay
from quadrille.dead_letters.shelf import chosen, letters_of
from quadrille.kafka.broker import Broker
from quadrille.kafka.options import brokers_option, json_option
from quadrille.kafka.running import on


@click.group("dead-letters")
def dead_letters() -> None:
    """See, replay and discard the records that a service could not handle."""


@dead_letters.command("list")
@service_option
@click.option("--all", "every", is_flag=True, help="Those replayed and discarded too.")
@json_option
@brokers_option
def list_letters(services: tuple[str, ...], every: bool, as_json: bool, brokers: str) -> None:
    """Show those that wait, the oldest first."""
    letters = on(brokers, lambda broker: letters_of(broker, services))
    shown = [letter for letter in letters if every or letter.state == WAITING]
    console = Console(highlight=False)
    if as_json or not console.is_terminal:
        for letter in shown:
            click.echo(views.line(letter))
    else:
        console.print(views.table(shown) if shown else "No dead letter waits.")


@dead_letters.command()
@click.argument("letter", type=LetterNumber(), metavar="NUMBER")
@brokers_option
def show(letter: LetterId, brokers: str) -> None:
    """Show one with every header, its value, and what was done about it."""
    for found in on(brokers, lambda broker: chosen(broker, [letter], ())):
        for line in views.whole(found):
            click.echo(line)


@dead_letters.command()
@letters_argument
@all_option
@service_option
@click.option("--dry-run", is_flag=True, help="Say what would come of it, and do nothing.")
@who_option
@brokers_option
def replay(
    letters: tuple[LetterId, ...], every: bool, services: tuple[str, ...], dry_run: bool, who: str, brokers: str
) -> None:
    """Give records once more to the service that could not handle them, and to no other.

    What it has handled meanwhile it passes over; what it still cannot handle comes back with one attempt more.
    """

    async def one(broker: Broker, letter: Letter) -> str:
        return await (settling.forecast(broker, letter) if dry_run else settling.replay(broker, letter, who))

    _each(brokers, letters, services, one, every=every)


@dead_letters.command()
@letters_argument
@all_option
@service_option
@click.option("--reason", required=True, help="Written down as why.")
@who_option
@brokers_option
def discard(
    letters: tuple[LetterId, ...], every: bool, services: tuple[str, ...], reason: str, who: str, brokers: str
) -> None:
    """Say that nothing is to be done about them. The records stay as long as Kafka keeps them."""

    async def one(broker: Broker, letter: Letter) -> str:
        return await settling.discard(broker, letter, who, reason)

    _each(brokers, letters, services, one, every=every)


def _each(
    brokers: str,
    ids: Sequence[LetterId],
    services: Sequence[str],
    one: Callable[[Broker, Letter], Awaitable[str]],
    *,
    every: bool,
) -> None:
    if bool(ids) == every or (ids and services):
        raise click.UsageError("Name the letters, or give --all, perhaps of a --service.")

    async def do(broker: Broker) -> bool:
        fine = True
        for letter in await chosen(broker, ids, services):
            try:
                click.echo(f"{letter.id}  {await one(broker, letter)}")
            except CannotReplay as reason:
                fine = False
                click.echo(f"{letter.id}  cannot be replayed: {reason}")
        return fine

    if not on(brokers, do):
        sys.exit(1)
