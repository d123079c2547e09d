-- What the provider must still be asked, at most one thing at a time for each attempt to pay an order.
-- Written in the transaction of the event that calls for it, so that a crash resumes it with the same idempotency key.
CREATE TABLE provider_job (
    order_id       uuid NOT NULL,
    attempt        integer NOT NULL,
    action         text NOT NULL CHECK (action IN ('charge', 'void', 'refund')),
    amount         numeric(18, 2) NOT NULL,
    currency       text NOT NULL,
    payment_method text NOT NULL,
    charge_id      text,
    cause          uuid NOT NULL,
    correlation_id uuid NOT NULL,
    traceparent    text,
    tries          integer NOT NULL DEFAULT 0,
    due_at         timestamptz NOT NULL,
    PRIMARY KEY (order_id, attempt)
);
CREATE INDEX provider_jobs_due ON provider_job (due_at);

-- Double entry: the lines of each event add up to zero.
CREATE TABLE ledger (
    event_id  uuid NOT NULL,
    account   text NOT NULL CHECK (account IN ('cash_at_provider', 'customer_payments')),
    entry     text NOT NULL CHECK (entry IN ('charge', 'refund')),
    order_id  uuid NOT NULL,
    amount    numeric(18, 2) NOT NULL,
    currency  text NOT NULL,
    booked_at timestamptz NOT NULL,
    PRIMARY KEY (event_id, account)
);
CREATE INDEX ledger_of_an_order ON ledger (order_id);
