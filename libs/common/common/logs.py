"""Structured logs: one JSON object a line on stdout, carrying the correlation id of the work at hand."""

import logging
import sys
from collections.abc import Iterable, Mapping

import orjson
import structlog
from structlog.typing import EventDict, WrappedLogger

from common.clock import now, rfc3339

NOISY = ("aiokafka", "faust", "mode", "asyncio", "aiohttp.access")
QUIET_SECONDS = 5.0


class Sparing(logging.Filter):
    """Lets each place in aiokafka speak every `QUIET_SECONDS`: a broker that is away is worth no 80 lines a second."""

    def __init__(self) -> None:
        super().__init__()
        self._silent_until: dict[tuple[str, int], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written."""
        if record.name.partition(".")[0] != "aiokafka":
            return True
        place = (record.pathname, record.lineno)
        if record.created < self._silent_until.get(place, 0.0):
            return False
        self._silent_until[place] = record.created + QUIET_SECONDS
        return True


def configure(service: str, node: str, level: str) -> None:
    """Send structlog's and the standard library's records through one JSON renderer."""

    def identify(_: WrappedLogger, __: str, record: EventDict) -> EventDict:
        record.update(service=service, node=node)
        return record

    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        identify,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(serializer=_to_bytes)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.BytesLoggerFactory(sys.stdout.buffer),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.addFilter(Sparing())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_to_json),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    _Lines.whose = {"service": service, "node": node} if level in {"DEBUG", "INFO"} else {}
    for name in NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))


class _Lines:
    whose: Mapping[str, str] = {}  # empty: lines of level info are not written


def each(event: str, records: Iterable[Mapping[str, object]]) -> None:
    """An info line for each record, all in one write: structlog takes longer over a line than the event it tells of."""
    if _Lines.whose:
        common = {"event": event, "level": "info", "timestamp": rfc3339(now()), **_Lines.whose}
        sys.stdout.buffer.write(b"".join(_to_bytes({**record, **common}) + b"\n" for record in records))
        sys.stdout.buffer.flush()


def _to_bytes(record: EventDict, **_: object) -> bytes:
    return orjson.dumps(record, default=str)


def _to_json(record: EventDict, **_: object) -> str:
    return _to_bytes(record).decode()
