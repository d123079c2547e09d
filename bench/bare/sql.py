"""What every statement begins with: $1 are the events heard, $2 those said because of them."""

INBOX = """
fresh AS (
    INSERT INTO inbox (event_id) SELECT event_id FROM json_populate_recordset(NULL::inbox, $1)
    ON CONFLICT DO NOTHING RETURNING event_id
)
"""
# An event that nobody's event caused (its stream begins with it) was asked for by a client.
SAID = """
said AS (
    INSERT INTO events (id, stream, version, type, schema_version, data, correlation_id, causation_id, traceparent,
        node, time, readable_since)
    SELECT id, stream, version, type, schema_version, data, correlation_id, causation_id, traceparent,
        node, time, readable_since
    FROM json_populate_recordset(NULL::events, $2)
    WHERE type = 'order.placed' OR causation_id IN (SELECT event_id FROM fresh)
    RETURNING position, id
)
"""
