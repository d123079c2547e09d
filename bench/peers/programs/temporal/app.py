# What this program imports is installed for it alone.
# mypy: ignore-errors
"""A Temporal worker, and the HTTP endpoint that starts a workflow and waits for it.

Both share a process and a client, as eager start wants it: the first task needs no way through a queue.
"""

import os
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
from activities import Activities
from fastapi import FastAPI
from temporalio.client import Client
from temporalio.worker import Worker
from workflows import PlaceOrder

QUEUE, CONNECTIONS = "orders", 20


@asynccontextmanager
async def lifespan(app: FastAPI):
    """The worker runs as long as the endpoint does."""
    app.state.client = await Client.connect(os.environ["TEMPORAL"])
    async with asyncpg.create_pool(os.environ["DSN"], min_size=CONNECTIONS, max_size=CONNECTIONS) as pool:
        steps = Activities(pool)
        activities = [steps.create, steps.pay, steps.settle]
        async with Worker(app.state.client, task_queue=QUEUE, workflows=[PlaceOrder], activities=activities):
            yield


app = FastAPI(lifespan=lifespan)


@app.post("/orders")
async def place(order: dict) -> dict:
    """Answers when the saga has settled."""
    order_id = str(uuid4())
    status = await app.state.client.execute_workflow(
        PlaceOrder.run,
        args=[order_id, order["items"][0]["price"], order["paymentMethod"]],
        id=order_id,
        task_queue=QUEUE,
        request_eager_start=True,
    )
    return {"id": order_id, "status": status}
