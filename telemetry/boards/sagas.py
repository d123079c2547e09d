"""The first dashboard to open: how sagas go, what the edge answers, what the provider does."""

from telemetry.boards.board import Board, Panel, Query, Row, quantiles, rate

EDGE = '{job="gateway", route!="/ready"}'
FAILED = '{job="gateway", route!="/ready", status=~"5.."}'
REQUESTS = "quadrille_http_request_seconds_count"

TROUBLES = Row(
    "Now",
    [
        Panel("In flight", "short", [Query("max(quadrille_sagas_active)")], single=True),
        Panel("Stuck", "short", [Query("max(quadrille_sagas_stuck)")], single=True, limit=1),
        Panel("Broke the protocol", "short", [Query("max(quadrille_sagas_violating)")], single=True, limit=1),
        Panel(
            "Dead letters",
            "short",
            [Query("sum(max by (service) (quadrille_dead_letters_waiting))")],
            single=True,
            limit=1,
        ),
        Panel("Circuits open", "short", [Query("sum(quadrille_circuit_open)")], single=True, limit=1),
        Panel("Processes down", "short", [Query("count(up == 0) or vector(0)")], single=True, limit=1),
    ],
)
SAGAS = Row(
    "Sagas",
    [
        Panel("Ended, by how", "ops", [Query(rate("quadrille_sagas_ended_total", "status"), "{{status}}")]),
        Panel(
            "Undone, by why",
            "ops",
            [Query(rate("quadrille_sagas_ended_total", "reason", '{status="COMPENSATED"}'), "{{reason}}")],
        ),
        Panel("From start to completion", "s", quantiles("quadrille_saga_seconds", '{status="COMPLETED"}')),
    ],
)
INTAKE = Row(
    "Orders coming in",
    [
        Panel(
            "Taken in and refused",
            "ops",
            [
                Query('sum(rate(quadrille_events_said_total{type="order.placed"}[$__rate_interval]))', "placed"),
                Query("sum(rate(quadrille_orders_shed_total[$__rate_interval]))", "refused by back-pressure"),
                Query(
                    'sum(rate(quadrille_lock_wait_seconds_count{lock="product", outcome="refused"}[$__rate_interval]))',
                    "refused as a duplicate",
                ),
            ],
        ),
        Panel(
            "Not settled, and how many may be",
            "short",
            [
                Query("sum(quadrille_orders_unsettled)", "not settled"),
                Query("sum(quadrille_orders_unsettled_most)", "may be"),
            ],
        ),
        Panel("Asking for a lock", "s", quantiles("quadrille_lock_wait_seconds", '{outcome!="failed"}')),
    ],
)
EDGE_ROW = Row(
    "The edge",
    [
        Panel("Requests, by status", "reqps", [Query(rate(REQUESTS, "status", EDGE), "{{status}}")]),
        Panel(
            "Share that failed",
            "percentunit",
            [Query(f"{rate(REQUESTS, 'job', FAILED)} / {rate(REQUESTS, 'job', EDGE)}", "5xx")],
        ),
        Panel("Time to answer", "s", quantiles("quadrille_http_request_seconds", EDGE)),
    ],
)
PROVIDER = Row(
    "The payment provider",
    [
        Panel(
            "Calls, by what came of them",
            "ops",
            [Query(rate("quadrille_provider_call_seconds_count", "call, outcome"), "{{call}} {{outcome}}")],
        ),
        Panel("Time to answer", "s", quantiles("quadrille_provider_call_seconds")),
        Panel(
            "Circuits open", "short", [Query("max by (job, circuit) (quadrille_circuit_open)", "{{job}} {{circuit}}")]
        ),
    ],
)
CHECKS = Row(
    "What must hold",
    [
        Panel(
            "Since GET /invariants last found that it holds",
            "s",
            [
                Query(
                    'time() - max by (invariant) (quadrille_invariant_checked_timestamp_seconds{outcome="holds"})',
                    "{{invariant}}",
                )
            ],
            help="Nothing is checked by itself: run `quadrille verify` now and then.",
        ),
        Panel(
            "Events against the protocol",
            "ops",
            [Query(rate("quadrille_protocol_violations_total", "type"), "{{type}}")],
        ),
    ],
)

BOARD = Board("sagas", "Quadrille: sagas", [TROUBLES, SAGAS, INTAKE, EDGE_ROW, PROVIDER, CHECKS])
