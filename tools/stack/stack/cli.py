"""The commands of the stack."""

import asyncio

import click

from stack import down as stopping
from stack import look
from stack.plan import plan
from stack.settings import SCALE, Settings
from stack.state import StackState
from stack.supervisor import supervise as run_supervisor
from stack.up import bring_up

MOST = 20


class Scale(click.ParamType):
    """`order=1`: a service and how many of it."""

    name = "service=count"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        kind, _, count = str(value).partition("=")
        if kind not in SCALE or not count.isdecimal() or int(count) > MOST:
            self.fail(f"{value!r} is not one of {', '.join(SCALE)} with a count from 0 to {MOST}", param, ctx)
        return kind, int(count)


scale_option = click.option("--scale", "scales", type=Scale(), multiple=True, help="How many of a service.")
only_option = click.option("--only", type=click.Choice(["infra"]), help="Only PostgreSQL, Kafka and Redis.")


@click.group()
def main() -> None:
    """Fetches, starts, watches and stops everything Quadrille needs on one machine."""


@main.command()
@scale_option
@only_option
def up(scales: tuple[tuple[str, int], ...], only: str | None) -> None:
    """Start everything and return when it is healthy."""
    bring_up(Settings.load(), {**SCALE, **dict(scales)}, only or "")


@main.command(hidden=True)
@scale_option
@only_option
def supervise(scales: tuple[tuple[str, int], ...], only: str | None) -> None:
    """Be the supervisor, in the foreground."""
    settings = Settings.load()
    scale = {**SCALE, **dict(scales)}
    specs = plan(settings, scale, only or "")
    asyncio.run(run_supervisor(specs, settings, StackState(scale, only or "")))


@main.command()
def down() -> None:
    """Stop everything; data stays."""
    click.echo("Everything is stopped." if stopping.stop_everything(Settings.load()) else "Nothing was running.")


@main.command()
def clean() -> None:
    """Stop everything and delete its data, without asking."""
    stopping.clean(Settings.load())
    click.echo("Everything is stopped and its data deleted.")


@main.command()
def status() -> None:
    """Show every process, its state, pid and port."""
    look.status(Settings.load())


@main.command()
@click.argument("name")
@click.option("-f", "--follow", is_flag=True, help="Go on as it grows.")
def logs(name: str, follow: bool) -> None:
    """Show the end of a process's log."""
    look.logs(Settings.load(), name, follow)


@main.command()
@click.argument("name")
def restart(name: str) -> None:
    """Stop one process and wait until it is back."""
    look.restart(Settings.load(), name)


@main.command()
def lock() -> None:
    """Resolve Kafka anew and write the lock file."""
    from stack.fetch import repository  # noqa: PLC0415 - its libraries would slow every other command
    from stack.resolve import write_lock  # noqa: PLC0415

    click.echo(f"Locked {write_lock(repository())} jars.")
