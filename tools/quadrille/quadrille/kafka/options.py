"""What every command that works on Kafka is told."""

import click
from aiokafka.conn import collect_hosts

from quadrille import local_stack


def _hosts(ctx: click.Context, param: click.Parameter, value: str) -> str:
    try:
        collect_hosts(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is no list of brokers, such as kafka-1:9092,kafka-2:9092") from None
    return value


brokers_option = click.option(
    "--brokers",
    default=local_stack.brokers,
    envvar="KAFKA_BROKERS",
    callback=_hosts,
    show_default="the local stack's",
    show_envvar=True,
    help="Where Kafka answers.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="A line of JSON for each, as when piped.")
