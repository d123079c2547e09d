-- First answers to requests with an Idempotency-Key, kept in the transaction of their effects; pruned by age.
CREATE TABLE idempotency (
    owner       uuid NOT NULL,
    key         text NOT NULL,
    fingerprint bytea NOT NULL,
    status      smallint NOT NULL,
    headers     jsonb NOT NULL,
    body        text NOT NULL,
    stored_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (owner, key)
);
CREATE INDEX idempotency_by_age ON idempotency USING brin (stored_at);
