"""What the commands about keys are told."""

import re
from pathlib import Path

import click

from quadrille import local_stack

UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}


class Duration(click.ParamType):
    """Seconds, written `24h`, `15m`, `90s`, `6d` or as a bare number, as the auth service takes `JWT_EXPIRES_IN`."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        matched = re.fullmatch(r"([1-9][0-9]{0,7})([smhd]?)", str(value).strip())
        if matched is None:
            self.fail(f"{value!r} is no number of seconds, nor a number with s, m, h or d, such as 24h", param, ctx)
        return int(matched[1]) * UNITS[matched[2]]


folder_option = click.option(
    "--keys",
    "path",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=lambda: local_stack.home() / "keys",
    show_default="that of the local stack",
    help="The folder of the keys.",
)
lifetime_option = click.option(
    "--token-lifetime",
    type=Duration(),
    default="24h",
    envvar="JWT_EXPIRES_IN",
    show_default=True,
    show_envvar=True,
    help="For how long the auth service lets its tokens be valid.",
)
