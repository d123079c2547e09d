# What this program imports is installed for it alone.
# mypy: ignore-errors
"""The saga on DBOS: a workflow of three steps, and the HTTP endpoint that runs it."""

import os
from contextlib import asynccontextmanager
from decimal import Decimal
from uuid import uuid4

import asyncpg
from dbos import DBOS, DBOSConfig
from fastapi import FastAPI

CONNECTIONS = 20


@DBOS.step()
async def create(order_id: str, total: str, method: str) -> None:
    """Insert the order; harmless when repeated."""
    insert = "INSERT INTO orders (id, status, total, payment_method) VALUES ($1, 'PENDING', $2, $3)"
    await app.state.pool.execute(f"{insert} ON CONFLICT DO NOTHING", order_id, Decimal(total), method)


@DBOS.step()
async def pay(order_id: str, total: str, method: str) -> bool:
    """Insert the payment, or decline it; harmless when repeated."""
    if method == "card_declined":
        return False
    insert = "INSERT INTO payments (order_id, amount) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    await app.state.pool.execute(insert, order_id, Decimal(total))
    return True


@DBOS.step()
async def settle(order_id: str, status: str) -> None:
    """Confirm or cancel the order."""
    await app.state.pool.execute("UPDATE orders SET status = $2, updated_at = now() WHERE id = $1", order_id, status)


@DBOS.workflow()
async def place_order(total: str, method: str) -> str:
    """Create, pay, then confirm, or cancel what was declined; returns the order's last status."""
    order_id = DBOS.workflow_id
    await create(order_id, total, method)
    status = "CONFIRMED" if await pay(order_id, total, method) else "CANCELLED"
    await settle(order_id, status)
    return status


@asynccontextmanager
async def lifespan(app: FastAPI):
    """DBOS runs as long as the endpoint does."""
    app.state.pool = await asyncpg.create_pool(os.environ["DSN"], min_size=CONNECTIONS, max_size=CONNECTIONS)
    DBOS.launch()
    yield
    DBOS.destroy()


app = FastAPI(lifespan=lifespan)
DBOS(
    config=DBOSConfig(
        name="peers",
        application_version="1",
        executor_id=str(uuid4()),
        system_database_url=os.environ["DSN"],
        sys_db_pool_size=CONNECTIONS,
        run_admin_server=False,
        log_level="WARNING",
    )
)


@app.post("/orders")
async def place(order: dict) -> dict:
    """Answers when the saga has settled."""
    return {"status": await place_order(order["items"][0]["price"], order["paymentMethod"])}
