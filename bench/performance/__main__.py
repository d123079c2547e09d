"""`python -m bench.performance`: write docs/performance.md anew from docs/figures."""

import click

from bench.performance.page import PAGE, kept


@click.command()
def main() -> None:
    """Write docs/performance.md from docs/figures."""
    PAGE.write_text(kept())
    click.echo(f"Wrote {PAGE.name}.")


if __name__ == "__main__":
    main()
