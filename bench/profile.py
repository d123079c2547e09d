"""`make profile`: where a service's time goes while sagas run, as a flame graph and as a table."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import click
import uvloop
from stack.cli import scale_option

from bench import profile_report as report
from bench.environment import environment_of, put_away, running, scaled
from bench.load import round_of
from bench.orders import DECLINED
from bench.profile_sampler import Sampler
from bench.stage import open_stage
from bench.usage import cpu
from bench.watch import Watch

WARM_UP_SECONDS = 3.0


@click.command()
@click.argument("services")
@click.option("--clients", default=20, show_default=True, help="How many place orders, each waiting for its saga.")
@click.option("--seconds", default=15, show_default=True, help="How long is looked.")
@click.option("--rate", default=100, show_default=True, help="Looks a second.")
@scale_option
@click.option("--adapter", type=click.Choice(["inline", "http"]), default="inline", show_default=True)
@click.option("--gil", is_flag=True, help="Only what holds the interpreter's lock: no waiting for a socket in C.")
@click.option("--native", is_flag=True, help="Frames of C extensions too; much slower.")
@click.option("--top", default=40, show_default=True, help="Lines of each table.")
@click.option("--output", type=click.Path(path_type=Path), help="The flame graph's file, or several services' folder.")
def main(
    services: str,
    clients: int,
    seconds: int,
    rate: int,
    scales: Sequence[tuple[str, int]],
    adapter: str,
    gil: bool,
    native: bool,
    top: int,
    output: Path | None,
) -> None:
    """Where the time of SERVICES goes while sagas run: order-1, or order-1,payment-1 and so on."""
    environment, names = environment_of(adapter), services.split(",")
    home = Path(environment["QUADRILLE_STACK_DIR"])
    flags = [flag for flag, wanted in (("--gil", gil), ("--native", native)) if wanted]
    with put_away() as parts:
        parts.enter_context(running(environment, scaled(*scales)))
        samplers = [Sampler(home, name, _graph(home, name, names, output), rate, flags) for name in names]
        uvloop.run(_drive(environment, samplers, clients, seconds, top))


def _graph(home: Path, name: str, names: Sequence[str], output: Path | None) -> Path:
    if output is not None and len(names) == 1:
        return output
    return (output or home / "profiles") / f"{name}.svg"


async def _drive(
    environment: dict[str, str], samplers: Sequence[Sampler], clients: int, seconds: int, top: int
) -> None:
    async with open_stage(environment) as stage, Watch(stage.brokers) as watch:
        await round_of(stage, watch, clients=clients, seconds=WARM_UP_SECONDS, declined=DECLINED)
        before = cpu(stage.home)
        looking = asyncio.gather(*(sampler.look(seconds) for sampler in samplers))
        result = await round_of(stage, watch, clients=clients, seconds=seconds, declined=DECLINED)
        await looking
        after = cpu(stage.home)
    report.load(result)
    for sampler in samplers:
        spent = 1000 * (after[sampler.name] - before[sampler.name]) / max(len(result.settled), 1)
        report.profile(sampler, spent, top)


if __name__ == "__main__":
    main()
