"""`quadrille choreography`: the saga as it is declared, shown, checked, and written down for others to read."""

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click
from common.choreography import Part
from common.errors import Transient
from rich.console import Console, RenderableType

from quadrille.choreography import screen, serial
from quadrille.choreography.allowing import give, rules_of
from quadrille.choreography.catalogue import Catalogue, Entry, collect
from quadrille.choreography.checks import problems
from quadrille.choreography.docs import derived
from quadrille.choreography.docs.acls import acls
from quadrille.choreography.drawing import dot, mermaid, tree
from quadrille.documents import check_option, folder_option
from quadrille.kafka.options import brokers_option, json_option
from quadrille.kafka.running import on
from quadrille.near import near

GRAPHS: dict[str, Callable[[Catalogue], Iterator[str]]] = {"mermaid": mermaid.flow, "tree": tree.flow, "dot": dot.flow}


class _ShowsByDefault(click.Group):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        begins = args[0] if args else ""
        if begins not in (*self.commands, *ctx.help_option_names):
            args = ["show", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_ShowsByDefault)
def choreography() -> None:
    """See who says what because of what, check that it fits together, and write it down.

    Without a command it is shown; see `quadrille choreography show --help`. Nothing has to run for that.
    """


@choreography.command()
@click.option("--service", metavar="NAME", help="One service: what it sees, what it may say, its states.")
@click.option("--event", metavar="TYPE", help="One event: who says it, what it leads to, its fields, an example.")
@click.option("--graph", type=click.Choice(sorted(GRAPHS)), help="The whole flow as a graph, as text.")
@json_option
def show(service: str | None, event: str | None, graph: str | None, as_json: bool) -> None:
    """Show the saga as a table, as a graph, one service's view of it, or all about one event."""
    if sum(map(bool, (service, event, graph))) > 1:
        raise click.UsageError("Give one of --service, --event and --graph.")
    if graph:
        _echo(GRAPHS[graph](_fitting()))
        return
    catalogue, console = _collected(), Console(highlight=False)
    if as_json or not console.is_terminal:
        _echo(_lines(catalogue, service, event))
    else:
        console.print(_drawn(catalogue, service, event))


@choreography.command()
def check() -> None:
    """See that all that is declared fits together; exit code 1, with a sentence for each, when something does not."""
    catalogue = _collected()
    found = problems(catalogue)
    _echo(found)
    if found:
        sys.exit(1)
    reactions = sum(1 for _ in catalogue.reactions())
    services = ", ".join(catalogue.parts)
    click.echo(f"{len(catalogue.events)} events and {reactions} reactions of {services} fit together.")


@choreography.command()
@check_option
@folder_option
def docs(only_check: bool, folder: Path) -> None:
    """Write what is derived from the code: choreography.md, asyncapi.yaml, schemas, Kafka's topics and ACLs."""
    try:
        files = derived.derived(_fitting())
    except ValueError as wrong:
        raise click.ClickException(str(wrong)) from wrong
    if not only_check:
        changed = derived.write(files, folder)
        _echo(f"{'wrote' if path.exists() else 'deleted'} {path}" for path in changed)
        click.echo(f"{len(files)} files in {folder} are what the code says.")
        return
    differing = derived.differences(files, folder)
    _echo(f"{each}; run make docs" for each in differing)
    if differing:
        sys.exit(1)


@choreography.command()
@brokers_option
@click.option("--dry-run", is_flag=True, help="Say what would be allowed, and do nothing.")
def allow(brokers: str, dry_run: bool) -> None:
    """Let each service do with Kafka what is declared: give its ACLs to the brokers.

    Who runs this is an administrator of theirs, by KAFKA_SECURITY_PROTOCOL, KAFKA_USERNAME, KAFKA_PASSWORD_FILE and
    KAFKA_CA_FILE. What is allowed already stays.
    """
    rules = rules_of(acls(_fitting()))
    if dry_run:
        _echo(f"{rule.principal} may {rule.operation} {rule.resource} {rule.name}" for rule in rules)
        return
    try:
        on(brokers, lambda broker: give(broker.settings, rules))
    except Transient as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{len(rules)} rules are there.")


def _collected() -> Catalogue:
    try:
        catalogue = collect()
    except ValueError as wrong:
        raise click.ClickException(str(wrong)) from wrong
    if not catalogue.parts:
        raise click.ClickException("No service is installed here; install one beside this command to see its part.")
    return catalogue


def _fitting() -> Catalogue:
    """What is declared, if that fits together: only then can the whole of it be drawn and played."""
    catalogue = _collected()
    if found := problems(catalogue):
        raise click.ClickException("what is declared does not fit together:\n" + "\n".join(found))
    return catalogue


def _lines(catalogue: Catalogue, service: str | None, event: str | None) -> Iterable[str]:
    if service:
        return [serial.service(catalogue, _part(catalogue, service))]
    return [serial.event(catalogue, _entry(catalogue, event))] if event else serial.saga(catalogue)


def _drawn(catalogue: Catalogue, service: str | None, event: str | None) -> RenderableType:
    if service:
        return screen.service(catalogue, _part(catalogue, service))
    return screen.event(catalogue, _entry(catalogue, event)) if event else screen.saga(catalogue)


def _part(catalogue: Catalogue, name: str) -> Part:
    if name not in catalogue.parts:
        raise click.UsageError(f"there is no service {name} here{near(name, catalogue.parts)}")
    return catalogue.parts[name]


def _entry(catalogue: Catalogue, name: str) -> Entry:
    if name not in catalogue.events:
        raise click.UsageError(f"there is no event {name}{near(name, catalogue.events)}")
    return catalogue.events[name]


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)
