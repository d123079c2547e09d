# What this program imports is installed for it alone.
# mypy: ignore-errors
"""The saga as a workflow of three activities; in a module of its own, which the workflow sandbox loads."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import Activities

PATIENCE = timedelta(seconds=10)


@workflow.defn
class PlaceOrder:
    """Create, pay, then confirm, or cancel what was declined."""

    @workflow.run
    async def run(self, order_id: str, total: str, method: str) -> str:
        """Returns the order's last status."""
        order = [order_id, total, method]
        await workflow.execute_activity_method(Activities.create, args=order, start_to_close_timeout=PATIENCE)
        paid = await workflow.execute_activity_method(Activities.pay, args=order, start_to_close_timeout=PATIENCE)
        status = "CONFIRMED" if paid else "CANCELLED"
        settled = [order_id, status]
        await workflow.execute_activity_method(Activities.settle, args=settled, start_to_close_timeout=PATIENCE)
        return status
