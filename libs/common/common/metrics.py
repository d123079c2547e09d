"""What a process counts of itself, for Prometheus: at `/metrics` of its own port, never through the edge."""

from functools import cache

from aiohttp import web
from prometheus_client import REGISTRY, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
EVENTS = (1, 2, 5, 10, 20, 50, 100, 200, 500)

REQUESTS = Histogram(
    "quadrille_http_request_seconds", "HTTP requests by route", ("method", "route", "status"), buckets=SECONDS
)
SAID = Counter("quadrille_events_said_total", "Events committed to the event store", ("type",))
PUBLISHED = Counter("quadrille_relay_published_total", "Events the relay wrote to Kafka, twice after a crash")
RELAY_AGE = Histogram("quadrille_relay_age_seconds", "From saying an event to publishing it", buckets=SECONDS)
RELAY_LEADS = Gauge("quadrille_relay_leads", "1 in the process that publishes for its service")
BATCH = Histogram("quadrille_consumed_batch_events", "Events in a batch that was consumed", buckets=EVENTS)
BATCH_SECONDS = Histogram("quadrille_consumed_batch_seconds", "Handling a batch, to its commit", buckets=SECONDS)
DUPLICATES = Counter("quadrille_inbox_duplicates_total", "Events that had been handled before")
DEAD_LETTERS = Counter("quadrille_dead_letters_total", "Records that could not be handled", ("handler",))
WAITING = Gauge("quadrille_dead_letters_waiting", "Dead letters neither replayed nor discarded", ("service",))
PRUNED = Counter("quadrille_pruned_rows_total", "Rows deleted because they were old enough", ("table",))
ARCHIVED = Counter("quadrille_archived_events_total", "Published events moved to the archive, by their age")


async def expose(_: web.Request) -> web.Response:
    """Every figure of this process, in Prometheus' text format."""
    return web.Response(body=generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST})


def answered(request: web.Request, status: int, seconds: float) -> None:
    """Count one HTTP request; its route is named by its pattern, for paths have no end."""
    resource = request.match_info.route.resource
    route = resource.canonical if resource else "unknown"
    _requests(request.method, route, status).observe(seconds)


@cache
def _requests(method: str, route: str, status: int) -> Histogram:
    """Prometheus' client looks its labels up under a lock, and compares them one by one."""
    return REQUESTS.labels(method, route, str(status))
