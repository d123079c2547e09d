-- What the steps of a peer's saga write, in a database of that peer's own.
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    status text NOT NULL,
    total numeric(12, 2) NOT NULL,
    payment_method text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE payments (
    order_id uuid PRIMARY KEY,
    amount numeric(12, 2) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
