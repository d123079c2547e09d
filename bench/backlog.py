"""How fast each service gets through what came up while it was away: `python -m bench.backlog`.

They are away in turn, and each finds `--orders` events of the one before it, all new: orders wait for payment, which is
away; then payment's answers wait for order, and for auth; in the end the whole stories of all orders wait for the
tracker. Each catches up in one process, the other services being down, and all orders are verified in the end.
"""

import sys
from collections.abc import Mapping

import click
import uvloop

from bench import backlog_report as report
from bench.backlog_away import Away, CaughtUp, come_back, until_published
from bench.backlog_seed import leave_orders_waiting
from bench.environment import beside, emptied, environment_of, put_away, running, scaled
from bench.figures import record
from bench.stage import Stage, open_stage
from bench.verified import verified

A_DAY = "86400"  # no order is to expire meanwhile

# In the order in which they come back: what one says is what waits for the next.
AWAY = (
    Away("payment", ("order",), "order.placed: each is charged, and booked"),
    Away("order", ("payment",), "payment.completed and payment.failed: each settles an order"),
    Away("auth", ("payment",), "the same: payment.failed is noted, the other passed over", ("payment.failed",)),
    Away("tracker", ("order", "payment", "auth"), "every event of every saga: logged, and told anew"),
)


@click.command()
@click.option("--orders", default=100_000, show_default=True, help="How many wait; as many events for each service.")
@click.option("--record", "writes", is_flag=True, help="Write the figures down, for the page that shows them.")
def main(orders: int, writes: bool) -> None:
    """How many events a second each service takes in after an outage."""
    environment = {**beside(environment_of(), "backlog", 0), "PAYMENT_DEADLINE_SECONDS": A_DAY}
    with put_away() as parts:
        parts.enter_context(emptied(environment))
        with running(environment, _scale("order", "auth")):
            stage = uvloop.run(_seed(environment, orders))
            until_published(stage, ("order", "auth"))
        found = [_come_back(stage, environment, away) for away in AWAY]
        report.caught_up(found)
        with running(environment):
            well = uvloop.run(verified(stage))
    if writes and well:
        record("backlog", report.figures(orders, found))
    sys.exit(0 if well else 1)


async def _seed(environment: Mapping[str, str], orders: int) -> Stage:
    async with open_stage(environment) as stage:
        await leave_orders_waiting(stage, orders)
        return stage


def _come_back(stage: Stage, environment: Mapping[str, str], away: Away) -> CaughtUp:
    with running(environment, _scale(away.name)):
        found = come_back(stage, away)
    report.back(found)
    return found


def _scale(*services: str) -> list[str]:
    """One of each of these, and none of the others."""
    names = ("order", "payment", "auth", "tracker")
    return scaled("gateway=1", *((name, int(name in services)) for name in names))


if __name__ == "__main__":
    main()
