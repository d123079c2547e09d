"""What the commands about dead letters are told."""

import getpass
import socket

import click

from quadrille.dead_letters.letter import LetterId


class LetterNumber(click.ParamType):
    """A letter, by its number: `order:2:17`."""

    name = "number"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> LetterId:
        try:
            return LetterId.parse(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


def someone() -> str:
    """Who is at the keyboard, as far as this machine knows."""
    return f"{getpass.getuser()}@{socket.gethostname()}"


service_option = click.option(
    "--service", "services", multiple=True, help="Of this service, such as order; may be given again. Else of all."
)
letters_argument = click.argument("letters", nargs=-1, type=LetterNumber(), metavar="[NUMBER]...")
all_option = click.option("--all", "every", is_flag=True, help="All that wait.")
who_option = click.option("--who", default=someone, show_default="user@host", help="Written down as who did it.")
