-- Secrets, written in the transaction of user.registered. They are in no event, so no replay can bring them back.
CREATE TABLE credentials (
    user_id       uuid PRIMARY KEY,
    email         text NOT NULL UNIQUE,
    password_hash text NOT NULL
);

-- The read model of users, written in the transaction of their events.
CREATE TABLE users (
    id            uuid PRIMARY KEY,
    email         text NOT NULL,
    first_name    text NOT NULL,
    last_name     text NOT NULL,
    role          text NOT NULL,
    status        text NOT NULL,
    registered_at timestamptz NOT NULL,
    reinstated_at timestamptz
);

-- Payments that were declined, by the time the payment service said so.
CREATE TABLE declines (
    event_id uuid PRIMARY KEY,
    user_id  uuid NOT NULL REFERENCES users (id),
    time     timestamptz NOT NULL
);
CREATE INDEX declines_of_a_user ON declines (user_id, time);
