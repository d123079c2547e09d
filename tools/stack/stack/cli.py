"""The commands of the stack."""

import asyncio
from pathlib import Path

import click

from stack import down as stopping
from stack import look
from stack.backup import back_up
from stack.execute import execute
from stack.plan import plan
from stack.restore import restore
from stack.rolling import roll
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
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
def backup(file: Path | None) -> None:
    """Write the databases and their secrets to FILE, or to one named after the time in backups/; all goes on."""
    written = back_up(Settings.load(), file)
    click.echo(f"Backed up to {written} ({written.stat().st_size / 1024**2:.1f} MiB). It holds secrets: keep it safe.")


@main.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore_command(file: Path) -> None:
    """Put the databases back to what they were at the time of a backup; what ran before runs again."""
    manifest = restore(Settings.load(), file)
    click.echo(f"Restored the databases as they were at {manifest.taken_at}.")
    click.echo("What came after, as far as Kafka has it, the services take from there when they start.")


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


@main.command("rolling-restart")
def rolling_restart() -> None:
    """Restart each process of ours in turn, waiting until it is back."""
    roll(Settings.load())


@main.command("exec")
@click.argument("name")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def execute_module(name: str, arguments: tuple[str, ...]) -> None:
    """Run the module of a process once more, with its environment and other arguments.

    For instance `exec tracker-1 -- --rebuild`. The process itself goes on.
    """
    execute(Settings.load(), name, arguments)


@main.command()
def lock() -> None:
    """Resolve Kafka anew and write the lock file."""
    from stack.fetch import repository  # noqa: PLC0415 - its libraries would slow every other command
    from stack.resolve import write_lock  # noqa: PLC0415

    click.echo(f"Locked {write_lock(repository())} jars.")
