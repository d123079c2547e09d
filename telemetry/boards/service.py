"""One service, chosen at the top, with each of its processes."""

from telemetry.boards.board import Board, Panel, Query, Row, mean, quantiles, rate

CHOSEN = '{job="$service"}'
REQUESTS = "quadrille_http_request_seconds"

HTTP = Row(
    "Requests",
    [
        Panel("By route", "reqps", [Query(rate(f"{REQUESTS}_count", "method, route", CHOSEN), "{{method}} {{route}}")]),
        Panel("By status", "reqps", [Query(rate(f"{REQUESTS}_count", "status", CHOSEN), "{{status}}")]),
        Panel("Time to answer", "s", quantiles(REQUESTS, CHOSEN)),
    ],
)
EVENTS = Row(
    "Events",
    [
        Panel(
            "Seen",
            "ops",
            [Query(rate("quadrille_events_seen_total", "source, type", CHOSEN), "{{type}}")],
        ),
        Panel("Said", "ops", [Query(rate("quadrille_events_said_total", "type", CHOSEN), "{{type}}")]),
        Panel("Behind", "short", [Query(f"sum by (topic) (quadrille_consumer_lag_records{CHOSEN})", "{{topic}}")]),
        Panel("Handling a batch, to its commit", "s", quantiles("quadrille_consumed_batch_seconds", CHOSEN)),
        Panel(
            "Events in a batch",
            "short",
            [Query(mean("quadrille_consumed_batch_events", "instance", CHOSEN), "{{instance}}")],
        ),
        Panel(
            "Said, to published",
            "s",
            quantiles("quadrille_relay_age_seconds", CHOSEN),
            help="Of the oldest event of each batch that was published.",
        ),
    ],
)
PROCESS = Row(
    "Processes",
    [
        Panel("Answer", "short", [Query(f"up{CHOSEN}", "{{instance}}")]),
        Panel(
            "Processor", "percentunit", [Query(rate("process_cpu_seconds_total", "instance", CHOSEN), "{{instance}}")]
        ),
        Panel("Memory", "bytes", [Query(f"process_resident_memory_bytes{CHOSEN}", "{{instance}}")]),
        Panel(
            "Database connections in use",
            "short",
            [
                Query('quadrille_database_connections{job="$service", state="used"}', "{{instance}}"),
                Query(f"max(quadrille_database_connections_most{CHOSEN})", "may be"),
            ],
        ),
        Panel("Open files", "short", [Query(f"process_open_fds{CHOSEN}", "{{instance}}")]),
        Panel(
            "Garbage collections",
            "ops",
            [Query(rate("python_gc_collections_total", "instance, generation", CHOSEN), "{{instance}} {{generation}}")],
        ),
    ],
)

BOARD = Board("service", "Quadrille: one service", [HTTP, EVENTS, PROCESS], chosen="job")
