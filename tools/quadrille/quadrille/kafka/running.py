"""Running what a command does with the broker: whatever is not there, or does not answer, is told in a sentence."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import click
from aiokafka.errors import KafkaError
from common.runtime import end

from quadrille.kafka.broker import Broker, NotThere

T = TypeVar("T")


def on(brokers: str, work: Callable[[Broker], Awaitable[T]]) -> T:
    """What `work` returns. Raises `click.ClickException` with the sentence."""

    async def do() -> T:
        async with Broker(brokers) as broker:
            return await work(broker)

    async def until_interrupted() -> T:
        doing = asyncio.ensure_future(do())
        try:
            return await asyncio.shield(doing)
        except asyncio.CancelledError:
            await end(doing)  # again and again, for aiokafka may swallow one interrupt
            raise

    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # what it says of a broker that is away is said below
    try:
        return asyncio.run(until_interrupted())
    except NotThere as nothing:
        raise click.ClickException(str(nothing)) from nothing
    except KafkaError as error:
        raise click.ClickException(f"Kafka at {brokers} does not answer: {error}") from error
