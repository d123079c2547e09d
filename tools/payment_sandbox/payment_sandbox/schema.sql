-- Amounts are integers of minor units (hundredths).
CREATE TABLE IF NOT EXISTS request (
    operation TEXT NOT NULL,              -- charge, refund or void
    key       TEXT NOT NULL,
    body      TEXT NOT NULL,              -- what the key came with first; another body is refused
    order_id  TEXT,                       -- absent for a void of a key that was never charged
    attempts  INTEGER NOT NULL DEFAULT 1,
    status    INTEGER,                    -- the final answer, absent until there is one
    answer    TEXT,
    PRIMARY KEY (operation, key)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS charge (
    number          INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    idempotency_key TEXT NOT NULL UNIQUE,
    order_id        TEXT NOT NULL,
    amount          INTEGER NOT NULL CHECK (amount > 0),
    currency        TEXT NOT NULL,
    payment_method  TEXT NOT NULL,
    created_at      TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS charge_order ON charge (order_id);

CREATE TABLE IF NOT EXISTS refund (
    number          INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    idempotency_key TEXT NOT NULL,        -- a void's refund bears the key of its charge
    charge_id       TEXT NOT NULL REFERENCES charge (id),
    order_id        TEXT NOT NULL,
    amount          INTEGER NOT NULL CHECK (amount > 0),
    currency        TEXT NOT NULL,
    created_at      TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS refund_charge ON refund (charge_id);
CREATE INDEX IF NOT EXISTS refund_order ON refund (order_id);
