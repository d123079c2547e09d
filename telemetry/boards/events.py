"""The way of events: out of the store by a relay, through Kafka, into the inboxes; and what falls by the wayside."""

from telemetry.boards.board import Board, Panel, Query, Row, quantiles, rate

RELAY = Row(
    "Out: relays",
    [
        Panel("Published", "ops", [Query(rate("quadrille_relay_published_total", "job"), "{{job}}")]),
        Panel("Said, to published", "s", quantiles("quadrille_relay_age_seconds", by="job")),
        Panel("Waiting to be published", "short", [Query("max by (job) (quadrille_relay_backlog_events)", "{{job}}")]),
        Panel("The oldest of them", "s", [Query("max by (job) (quadrille_relay_oldest_seconds)", "{{job}}")]),
        Panel("Who publishes", "short", [Query("quadrille_relay_leads == 1", "{{instance}}")]),
        Panel("Said, by type", "ops", [Query(rate("quadrille_events_said_total", "type"), "{{type}}")]),
    ],
)
INBOX = Row(
    "In: consuming",
    [
        Panel(
            "Behind, by topic",
            "short",
            [Query("sum by (job, topic) (quadrille_consumer_lag_records)", "{{job}} {{topic}}")],
        ),
        Panel("Seen", "ops", [Query(rate("quadrille_events_seen_total", "job, type"), "{{job}} {{type}}")]),
        Panel("Handling a batch, to its commit", "s", quantiles("quadrille_consumed_batch_seconds", by="job")),
        Panel(
            "Met again",
            "ops",
            [Query(rate("quadrille_inbox_duplicates_total", "job"), "{{job}}")],
            help="Kafka gives records again after a crash or a rebalance; the inbox passes over them.",
        ),
        Panel(
            "Events in a batch, nine of ten at most",
            "short",
            [
                Query(
                    f"histogram_quantile(0.9, {rate('quadrille_consumed_batch_events_bucket', 'le, job')})",
                    "{{job}}",
                )
            ],
        ),
    ],
)
ASIDE = Row(
    "Aside",
    [
        Panel(
            "Dead letters", "ops", [Query(rate("quadrille_dead_letters_total", "job, handler"), "{{job}} {{handler}}")]
        ),
        Panel(
            "Dead letters that wait",
            "short",
            [Query("max by (service) (quadrille_dead_letters_waiting)", "{{service}}")],
        ),
        Panel(
            "Archived and pruned",
            "ops",
            [
                Query(rate("quadrille_archived_events_total", "job"), "{{job}} archived"),
                Query(rate("quadrille_pruned_rows_total", "job, table"), "{{job}} {{table}}"),
            ],
        ),
    ],
)

BOARD = Board("events", "Quadrille: Kafka, relays, inboxes", [RELAY, INBOX, ASIDE])
