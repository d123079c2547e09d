-- What the tracker saw, and the stories it tells of it. `saga` and `saga_step` are functions of `event_log` alone.

-- Every event once, with its place in Kafka (of the first copy seen).
CREATE TABLE event_log (
    id             uuid PRIMARY KEY,
    type           text NOT NULL,
    source         text NOT NULL,
    node           text NOT NULL,
    time           timestamptz NOT NULL,
    stream         uuid NOT NULL,
    version        integer NOT NULL,
    correlation_id uuid NOT NULL,
    causation_id   uuid NOT NULL,
    traceparent    text,
    topic          text NOT NULL,
    partition      integer NOT NULL,
    "offset"       bigint NOT NULL,
    data           jsonb NOT NULL
);
CREATE INDEX event_log_of_a_stream ON event_log (stream);
CREATE INDEX event_log_of_a_correlation ON event_log (correlation_id);

-- One row a saga. STUCK is no status here but a reading of `updated_at`. Half-filled pages: rows change in place often.
CREATE TABLE saga (
    saga_id        uuid PRIMARY KEY,
    correlation_id uuid NOT NULL,
    user_id        uuid NOT NULL,
    status         text NOT NULL CHECK (status IN ('STARTED', 'PAID', 'COMPENSATING', 'COMPLETED', 'COMPENSATED')),
    awaits_person  boolean NOT NULL,
    total_amount   numeric(18, 2),
    currency       text,
    failure_reason text,
    node           text NOT NULL,
    started_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    ended_at       timestamptz,
    violations     jsonb NOT NULL,
    unexplained    jsonb NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX saga_of_a_correlation ON saga (correlation_id);

-- One row an event of a saga, in causal order from 1; the step began when its cause happened.
CREATE TABLE saga_step (
    saga_id    uuid NOT NULL,
    n          integer NOT NULL,
    name       text NOT NULL,
    service    text NOT NULL,
    node       text NOT NULL,
    status     text NOT NULL CHECK (status IN ('COMPLETED', 'FAILED', 'COMPENSATED')),
    started_at timestamptz NOT NULL,
    ended_at   timestamptz NOT NULL,
    event_id   uuid NOT NULL,
    PRIMARY KEY (saga_id, n)
);
