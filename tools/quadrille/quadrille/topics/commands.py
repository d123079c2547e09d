"""`quadrille topics`: what is in the topics, who is behind, and what is being said right now."""

import sys
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import click
from common.clock import now
from rich.console import Console

from quadrille.kafka.broker import Broker
from quadrille.kafka.options import brokers_option, json_option
from quadrille.kafka.running import on
from quadrille.topics import finding, sheet, views
from quadrille.topics.options import (
    last_option,
    no_follow_option,
    order_option,
    since_option,
    types_option,
    until_option,
)
from quadrille.topics.seen import Seen
from quadrille.topics.state import Topic
from quadrille.topics.survey import settings, survey
from quadrille.topics.tail import tail as follow
from quadrille.topics.wanted import Wanted

PIPED_WIDTH = 160


@click.group()
def topics() -> None:
    """See the topics, who is behind in them, and the records as they come."""


@topics.command("list")
@json_option
@brokers_option
def list_topics(as_json: bool, brokers: str) -> None:
    """Show every topic: whose it is, what it keeps, and how far behind each consumer group is."""
    found = on(brokers, lambda broker: survey(broker, sorted(broker.topics)))
    console = Console(highlight=False)
    if as_json or not console.is_terminal:
        for topic in found:
            click.echo(views.topic_line(topic))
    else:
        console.print(views.table(found))


@topics.command()
@click.argument("names", nargs=-1, metavar="[TOPIC]...")
@order_option
@types_option
@since_option
@until_option
@last_option
@no_follow_option
@json_option
@brokers_option
def tail(
    names: tuple[str, ...],
    order: UUID | None,
    types: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    last: int | None,
    no_follow: bool,
    as_json: bool,
    brokers: str,
) -> None:
    """Follow records as they come, by default those of all topics of events; Ctrl-C ends it.

    With --order, --since or --last those come first that are written already, in the order of time across topics; with
    --no-follow all of them, and no more. Reads in no consumer group: nobody else notices.
    """
    if since and until and since >= until:
        raise click.UsageError("--since has to be before --until.")
    going_on = not no_follow and (until is None or until > now())
    wanted = Wanted(order, types, since, until, last, going_on)
    try:
        shown = _tail(brokers, names, wanted, as_json=as_json)
    except KeyboardInterrupt:
        sys.exit(130)
    if not shown and not wanted.follow:
        click.echo("No record is like that.", err=True)


def _tail(brokers: str, names: Sequence[str], wanted: Wanted, *, as_json: bool) -> int:
    console = Console(highlight=False)
    on_terminal = console.is_terminal and not as_json

    def show(seen: Seen) -> None:
        if on_terminal:
            console.print(views.row(seen, wanted.order), soft_wrap=True)
        else:
            click.echo(views.line(seen))

    async def do(broker: Broker) -> int:
        partitions = finding.partitions(broker, names)
        if on_terminal and wanted.follow:
            followed = ", ".join(sorted({at.topic for at in partitions}))
            click.echo(f"Following {followed}; Ctrl-C ends it.", err=True)
        return await follow(broker, partitions, wanted, show)

    return on(brokers, do)


@topics.command()
@click.argument("name", metavar="TOPIC")
@click.argument("partition", type=click.IntRange(min=0), required=False)
@click.argument("offset", type=click.IntRange(min=0), required=False)
@brokers_option
def show(name: str, partition: int | None, offset: int | None, brokers: str) -> None:
    """Show a topic's settings, partitions, readers and events; or, with PARTITION and OFFSET, one record entire."""
    if partition is None:
        _show_topic(brokers, name)
    elif offset is None:
        raise click.UsageError("Give the offset too, or no partition.")
    else:
        for line in sheet.record(on(brokers, lambda broker: finding.record(broker, name, partition, offset))):
            click.echo(line)


def _show_topic(brokers: str, name: str) -> None:
    async def ask(broker: Broker) -> tuple[Topic, dict[str, str]]:
        (topic,) = await survey(broker, [name])
        return topic, await settings(broker, name)

    topic, configured = on(brokers, ask)
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = PIPED_WIDTH
    for line in sheet.heading(topic, configured):
        click.echo(line)
    for drawn in (sheet.partitions(topic), sheet.contracts(topic)):
        if drawn is not None:
            console.print(drawn)
