"""Refusing: POST /orders of a product that another order has locked."""

import json
from uuid import uuid4

from bench import report
from bench.options import Options
from bench.orders import body_of, place
from bench.stage import Stage
from bench.steady import WARM_UP_SECONDS, steady_rounds
from bench.wire import prepared

LOCKED_SECONDS = 28.0  # a lock lapses after 30, and each round has one of its own


async def measure(stage: Stage, options: Options) -> bool:
    """Print how many orders are refused a second; returns whether every one was."""

    async def prepare() -> list[bytes]:
        product = str(uuid4())
        await place(stage, stage.tokens[0], product)
        body = json.dumps(body_of(product)).encode()
        return [prepared("POST", "/orders", token, body) for token in stage.tokens]

    seconds = min(options.seconds, LOCKED_SECONDS - WARM_UP_SECONDS)
    rounds = await steady_rounds(stage, prepare, expected=409, connections=options.connections, seconds=seconds)
    report.steady("Duplicates: POST /orders of a locked product", "refused", rounds)
    return not any(r.others for r in rounds)
