"""What the commands about topics are told."""

from datetime import datetime

import click
from common.clock import now
from common.contracts import BY_TYPE

from quadrille.near import near
from quadrille.topics.moment import moment


class Moment(click.ParamType):
    """A moment: `10m` ago, or RFC 3339."""

    name = "moment"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return moment(str(value), now())
        except ValueError as error:
            self.fail(str(error), param, ctx)


class EventType(click.ParamType):
    """A type of event that a contract knows."""

    name = "type"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if str(value) not in BY_TYPE:
            self.fail(f"no contract knows the type {value}{near(str(value), BY_TYPE)}", param, ctx)
        return str(value)


order_option = click.option("--order", type=click.UUID, metavar="ID", help="Of this order, in whichever topic.")
types_option = click.option(
    "--type", "types", multiple=True, type=EventType(), metavar="TYPE", help="Of this type; may be given again."
)
since_option = click.option("--since", type=Moment(), metavar="10m|2h|3d|TIME", help="Written from then on.")
until_option = click.option("--until", type=Moment(), metavar="10m|2h|3d|TIME", help="Written before then.")
last_option = click.option("--last", type=click.IntRange(min=1), metavar="N", help="The newest N of them first.")
no_follow_option = click.option("--no-follow", is_flag=True, help="Stop at the present end.")
