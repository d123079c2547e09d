"""What every handler works with: who may pass, the services behind, and how long an answer may take."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from gateway_service.access import Access
from gateway_service.routes import ServiceName
from gateway_service.upstream import Service


@dataclass(frozen=True, slots=True)
class Edge:
    """The parts of one gateway; `timeout` is seconds for a request in all."""

    node: str
    timeout: float
    access: Access
    services: Mapping[ServiceName, Service]

    def deadline(self) -> float:
        """When a request that begins now must be answered, in the event loop's time."""
        return asyncio.get_running_loop().time() + self.timeout
