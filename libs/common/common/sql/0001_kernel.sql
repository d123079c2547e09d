-- The kernel's tables, the same in every service's database.

-- Event store and outbox in one: unique (stream, version) is the optimistic lock, (tx, position) the publishing order.
CREATE TABLE events (
    position       bigint GENERATED ALWAYS AS IDENTITY,
    tx             xid8 NOT NULL DEFAULT pg_current_xact_id(),
    id             uuid NOT NULL,
    stream         uuid NOT NULL,
    version        integer NOT NULL CHECK (version > 0),
    type           text NOT NULL,
    schema_version smallint NOT NULL,
    data           jsonb NOT NULL,
    correlation_id uuid NOT NULL,
    causation_id   uuid NOT NULL,
    traceparent    text,
    node           text NOT NULL,
    time           timestamptz NOT NULL,
    PRIMARY KEY (stream, version)
);
CREATE UNIQUE INDEX events_in_commit_order ON events (tx, position);

-- Ids of events already handled here; pruned by age, later than Kafka forgets the records.
CREATE TABLE inbox (
    event_id    uuid PRIMARY KEY,
    received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX inbox_by_age ON inbox USING brin (received_at);

-- How far the relay has published; `epoch` rises with each holder, so that one which lost its lock cannot move it.
CREATE TABLE relay_cursor (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    tx       xid8 NOT NULL DEFAULT '0',
    position bigint NOT NULL DEFAULT 0,
    epoch    bigint NOT NULL DEFAULT 0
);
INSERT INTO relay_cursor DEFAULT VALUES;
