"""Sorting what libraries raise among the kinds of common.errors, so that every loop and endpoint sorts alike."""

import asyncio
from enum import Enum

import aiokafka.errors
import psycopg2
import redis.exceptions

from common.errors import Poison, Refusal, Transient


class Kind(Enum):
    """What a consuming loop does about an exception."""

    TRANSIENT = "transient"
    POISON = "poison"
    FATAL = "fatal"


TRANSIENT: tuple[type[Exception], ...] = (
    Transient,
    psycopg2.OperationalError,  # includes serialization failures, deadlocks, a server that goes away
    psycopg2.InterfaceError,
    psycopg2.errors.ReadOnlySqlTransaction,  # a standby that is about to be promoted
    psycopg2.errors.IdleInTransactionSessionTimeout,
    aiokafka.errors.KafkaError,
    redis.exceptions.RedisError,
    ConnectionError,
    asyncio.TimeoutError,
    TimeoutError,
)
POISON: tuple[type[Exception], ...] = (Poison, Refusal, psycopg2.DataError, psycopg2.IntegrityError)


def kind_of(error: BaseException) -> Kind:
    """Sort an exception met while handling a message. A `Refusal` there is poison: nobody is left to be refused."""
    if isinstance(error, POISON):
        return Kind.POISON
    return Kind.TRANSIENT if isinstance(error, TRANSIENT) else Kind.FATAL
