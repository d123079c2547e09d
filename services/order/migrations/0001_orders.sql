-- The read model of orders, written in the transaction of their events.
CREATE TABLE orders (
    id               uuid PRIMARY KEY,
    user_id          uuid NOT NULL,
    status           text NOT NULL,
    version          integer NOT NULL,
    attempt          integer NOT NULL,
    total_amount     numeric(18, 2) NOT NULL,
    currency         text NOT NULL,
    payment_method   text NOT NULL,
    confirmation     text NOT NULL,
    items            jsonb NOT NULL,
    shipping_address jsonb NOT NULL,
    correlation_id   uuid NOT NULL,
    node             text NOT NULL,
    gateway          text NOT NULL,
    failure_reason   text,
    deadline         timestamptz NOT NULL,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    confirmed_at     timestamptz,
    cancelled_at     timestamptz
);
-- Ids are UUID v7: their order is the order of placing.
CREATE INDEX orders_of_a_user ON orders (user_id, id DESC);
CREATE INDEX orders_awaiting_payment ON orders (deadline) WHERE status = 'PENDING';

-- Users that auth put on hold.
CREATE TABLE suspended_users (
    user_id uuid PRIMARY KEY
);
