"""What a service with a database counts of itself. docs/metrics.md lists all figures, of all services."""

from collections import Counter as Count
from collections.abc import Collection
from functools import cache

from prometheus_client import Counter, Gauge, Histogram

from common.database import Database
from common.envelope import Received
from common.exposition import SECONDS

EVENTS = (1, 2, 5, 10, 20, 50, 100, 200, 500)

SAID = Counter("quadrille_events_said_total", "Events committed to the event store", ("type",))
SEEN = Counter("quadrille_events_seen_total", "Events handled, each once", ("type", "source"))
PUBLISHED = Counter("quadrille_relay_published_total", "Events the relay wrote to Kafka, twice after a crash")
RELAY_AGE = Histogram("quadrille_relay_age_seconds", "From saying an event to publishing it", buckets=SECONDS)
RELAY_LEADS = Gauge("quadrille_relay_leads", "1 in the process that publishes for its service")
RELAY_BACKLOG = Gauge(
    "quadrille_relay_backlog_events", "Events of the service not known to be published; the same in each process"
)
RELAY_OLDEST = Gauge("quadrille_relay_oldest_seconds", "For how long the oldest of them waits; 0 when there is none")
BATCH = Histogram("quadrille_consumed_batch_events", "Events in a batch that was consumed", buckets=EVENTS)
BATCH_SECONDS = Histogram("quadrille_consumed_batch_seconds", "Handling a batch, to its commit", buckets=SECONDS)
LAG = Gauge(
    "quadrille_consumer_lag_records", "Records in the partitions of this process that it has not handled", ("topic",)
)
DUPLICATES = Counter("quadrille_inbox_duplicates_total", "Events that had been handled before")
DEAD_LETTERS = Counter("quadrille_dead_letters_total", "Records that could not be handled", ("handler",))
WAITING = Gauge("quadrille_dead_letters_waiting", "Dead letters neither replayed nor discarded", ("service",))
CONNECTIONS = Gauge("quadrille_database_connections", "Connections to the database: open, and in use", ("state",))
CONNECTIONS_MOST = Gauge("quadrille_database_connections_most", "Connections there may be")
PRUNED = Counter("quadrille_pruned_rows_total", "Rows deleted because they were old enough", ("table",))
ARCHIVED = Counter("quadrille_archived_events_total", "Published events moved to the archive, by their age")


def show_pool(database: Database) -> None:
    """Have Prometheus told how busy the connections are."""
    CONNECTIONS.labels("open").set_function(lambda: database.pool["open"])
    CONNECTIONS.labels("used").set_function(lambda: database.pool["used"])
    CONNECTIONS_MOST.set_function(lambda: database.pool["most"])


def took_in(events: Collection[Received], fresh: Collection[Received]) -> None:
    """Count a batch whose effects are committed, of which only `fresh` had any."""
    DUPLICATES.inc(len(events) - len(fresh))
    for (event_type, source), count in Count((each.event.type, each.source) for each in fresh).items():
        _seen(event_type, source).inc(count)


@cache
def said(event_type: str) -> Counter:
    """Prometheus' client looks its labels up under a lock, and compares them one by one."""
    return SAID.labels(event_type)


@cache
def _seen(event_type: str, source: str) -> Counter:
    return SEEN.labels(event_type, source)
