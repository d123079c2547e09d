"""`python -m tests.kubernetes`: build what the checks of k8s/ need and is not there yet."""

import click

from tests.kubernetes import tools


@click.command()
def main() -> None:
    """Build the API server and its companions, once: Go is needed, and about ten minutes."""
    tools.CACHE.mkdir(parents=True, exist_ok=True)
    for name in tools.PROGRAMS:
        if not (tools.CACHE / name).exists():
            click.echo(f"building {name}")
            tools.build(name)
    for module in tools.DEFINITIONS:
        click.echo(f"definitions of {module}")
        tools.fetch(module)


if __name__ == "__main__":
    main()
