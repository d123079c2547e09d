"""How everything is, as one gateway sees it: every replica is asked how it is, at most once a second."""

import asyncio
from collections.abc import Callable

from common.details import PATH, Details, broker, check_all
from common.jsons import loads

from gateway_service.edge import Edge
from gateway_service.replicas import Away
from gateway_service.settings import Settings
from gateway_service.shapes import HealthView, PoolsView, ReplicaHealth
from gateway_service.upstream import Service
from gateway_service.wire import Answer

FRESH_SECONDS = 1.0  # whoever may ask may ask often: the processes behind are not to feel it
PATIENCE_SECONDS = 3.0


class Surroundings:
    """Asks, and remembers the answer for a moment."""

    def __init__(self, edge: Edge, settings: Settings, caught_up: Callable[[], bool]) -> None:
        """`caught_up`: whether the edge knows who is suspended."""
        self._edge, self._caught_up = edge, caught_up
        self._needs = {"broker": broker(settings)}
        self._asking: asyncio.Task[HealthView] | None = None
        self._fresh_until = 0.0

    async def health(self) -> HealthView:
        """How everything is."""
        now = asyncio.get_running_loop().time()
        if self._asking is None or (self._asking.done() and now > self._fresh_until):
            self._fresh_until = now + FRESH_SECONDS
            self._asking = asyncio.create_task(self._look())
        return await asyncio.shield(self._asking)

    async def pools(self) -> PoolsView:
        """The database connections of every process."""
        replicas = [replica for service in (await self.health())["services"].values() for replica in service]
        found = [replica["details"] for replica in replicas if replica["details"] is not None]
        return {"pools": [{"node": each["node"], **each["pool"]} for each in found if each["pool"] is not None]}

    async def _look(self) -> HealthView:
        services = self._edge.services.values()
        asking = asyncio.gather(*(_replicas(service) for service in services))
        checks = await check_all(self._needs)
        found = {service.name: replicas for service, replicas in zip(services, await asking, strict=True)}
        all_ok = all(each["ok"] for replicas in found.values() for each in replicas)
        return {
            "ok": all_ok and self._caught_up() and all(check["ok"] for check in checks.values()),
            "node": self._edge.node,
            "caughtUp": self._caught_up(),
            "checks": checks,
            "services": found,
        }


async def _replicas(service: Service) -> list[ReplicaHealth]:
    deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    answers = await service.ask_each(PATH, {}, deadline)
    return [_replica(f"{service.name}-{n}", answer) for n, answer in enumerate(answers, start=1)]


def _replica(name: str, answer: Answer | Away) -> ReplicaHealth:
    if isinstance(answer, Away) or answer.status != 200:
        error = str(answer) if isinstance(answer, Away) else f"it answered {answer.status}"
        return {"replica": name, "ok": False, "error": error, "details": None}
    details: Details = loads(answer.body)
    return {"replica": name, "ok": details["ok"], "error": None, "details": details}
