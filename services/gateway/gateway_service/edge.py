"""What every handler works with: who may pass, the services behind, and how long an answer may take."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from gateway_service.access import Access
from gateway_service.proxies import Proxies
from gateway_service.quota import Quota
from gateway_service.routes import Needs, ServiceName
from gateway_service.tokens import Bearer
from gateway_service.upstream import Service


@dataclass(frozen=True, slots=True)
class Edge:
    """The parts of one gateway; `timeout` is seconds for a request in all."""

    node: str
    timeout: float
    access: Access
    quota: Quota
    services: Mapping[ServiceName, Service]
    proxies: Proxies

    def deadline(self, share: float = 1.0) -> float:
        """When a request that begins now must have been answered, or be as far as its `share` of the time, in the event
        loop's time."""
        return asyncio.get_running_loop().time() + share * self.timeout

    async def admit(self, request: web.Request, needs: Needs) -> Bearer | None:
        """The verified user, None on a public route; raises `Unauthenticated`, or a 403 or 429 `Refusal`."""
        bearer = self.access.admit(request, needs)
        if bearer is not None:
            await self.quota.spend(bearer.user_id)
        return bearer

    async def close(self) -> None:
        """End the connections that are kept to the services."""
        for service in self.services.values():
            service.close()

    def still_admits(self, bearer: Bearer) -> bool:
        """Whether who was admitted a while ago would be so now."""
        return bearer.expires_at > time.time() and not self.access.is_suspended(bearer)
