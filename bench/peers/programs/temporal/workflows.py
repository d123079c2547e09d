# What this program imports is installed for it alone.
# mypy: ignore-errors
"""The saga as a workflow of three local activities; in a module of its own, which the workflow sandbox loads."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities import Activities

# The steps are short and harmless when repeated: each is tried until it is done.
OPTIONS = {
    "start_to_close_timeout": timedelta(seconds=10),
    "retry_policy": RetryPolicy(initial_interval=timedelta(milliseconds=100)),
}


@workflow.defn
class PlaceOrder:
    """Create, pay, then confirm, or cancel what was declined."""

    @workflow.run
    async def run(self, order_id: str, total: str, method: str) -> str:
        """Returns the order's last status."""
        order = [order_id, total, method]
        await workflow.execute_local_activity_method(Activities.create, args=order, **OPTIONS)
        paid = await workflow.execute_local_activity_method(Activities.pay, args=order, **OPTIONS)
        status = "CONFIRMED" if paid else "CANCELLED"
        settled = [order_id, status]
        await workflow.execute_local_activity_method(Activities.settle, args=settled, **OPTIONS)
        return status
