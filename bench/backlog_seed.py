"""Orders that wait for their payment, and users who placed them: two real orders and a user, multiplied where they lie.

What the rows say is published by the services' own relays, as if they had written them.
"""

import asyncio

from psycopg2.extensions import cursor

from bench.databases import cursor_of
from bench.orders import body_of
from bench.stage import Stage

USERS = 10_000
DECLINED_EACH = 5  # every fifth card is declined, as in the other measurements

_USER = "('00000000-0000-7000-8000-' || lpad(to_hex({n}), 12, '0'))::uuid"
# What is not the database's own to give: place and transaction make the order in which a relay publishes.
_COLUMNS = """
SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
WHERE attrelid = 'events'::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = '' AND attname <> 'tx'
"""
_ORDERS = f"""
CREATE TEMPORARY TABLE new AS
SELECT uuidv7() AS id, uuidv7() AS event, uuidv7() AS told, {_USER.format(n=f"mod(n, {USERS})")} AS user_id,
       CASE mod(n, {DECLINED_EACH}) WHEN 0 THEN %(bad)s::uuid ELSE %(good)s::uuid END AS like_id
FROM generate_series(1, %(orders)s) AS n;
INSERT INTO orders
SELECT (jsonb_populate_record(orders, jsonb_build_object(
    'id', new.id, 'user_id', new.user_id, 'correlation_id', new.told))).*
FROM new JOIN orders ON orders.id = new.like_id;
INSERT INTO events ({{columns}})
SELECT {{of_likeness}}
FROM new JOIN events ON events.stream = new.like_id, LATERAL jsonb_populate_record(events, jsonb_build_object(
    'id', new.event, 'stream', new.id, 'correlation_id', new.told, 'causation_id', new.told,
    'data', events.data || jsonb_build_object('orderId', new.id, 'userId', new.user_id))) AS likeness
"""
_USERS = f"""
CREATE TEMPORARY TABLE new AS
SELECT {_USER.format(n="n")} AS id, uuidv7() AS event, n || '@example.com' AS email
FROM generate_series(0, {USERS - 1}) AS n;
INSERT INTO users
SELECT (jsonb_populate_record(users, jsonb_build_object('id', new.id, 'email', new.email))).*
FROM new, users WHERE users.id = %(user)s::uuid;
INSERT INTO events ({{columns}})
SELECT {{of_likeness}}
FROM new, events, LATERAL jsonb_populate_record(events, jsonb_build_object(
    'id', new.event, 'stream', new.id, 'correlation_id', new.event, 'causation_id', new.event,
    'data', events.data || jsonb_build_object('userId', new.id, 'email', new.email))) AS likeness
WHERE events.stream = %(user)s::uuid
"""


async def leave_orders_waiting(stage: Stage, orders: int) -> None:
    """Have so many orders wait for their payment, with payment away."""
    good, bad = [await _placed(stage, method) for method in ("card_ok", "card_declined")]
    await asyncio.to_thread(_multiply, stage, good, bad, orders - 2)


async def _placed(stage: Stage, method: str) -> dict[str, str]:
    body = body_of(f"backlog-{method}", method)
    headers = {"Authorization": f"Bearer {stage.tokens[0]}"}
    async with stage.session.post("/orders", json=body, headers=headers) as response:
        response.raise_for_status()
        return dict(await response.json())


def _multiply(stage: Stage, good: dict[str, str], bad: dict[str, str], orders: int) -> None:
    with cursor_of(stage, "auth") as statements:
        statements.execute(_written_out(statements, _USERS), {"user": good["userId"]})
    with cursor_of(stage, "order") as statements:
        statements.execute(_written_out(statements, _ORDERS), {"good": good["id"], "bad": bad["id"], "orders": orders})
        statements.execute("ANALYZE")


def _written_out(statements: cursor, sql: str) -> str:
    statements.execute(_COLUMNS)
    ((columns,),) = statements.fetchall()
    of_likeness = ", ".join(f"likeness.{column}" for column in columns.split(", "))
    return sql.format(columns=columns, of_likeness=of_likeness)
