"""The provider over HTTP: retries of what is safe to retry, which is everything, and a circuit for each method."""

from datetime import timedelta
from typing import Any

import aiohttp
import stamina
from common import circuits
from common.errors import Transient
from common.tracing import spans
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState

from payment_service.commands import Approved, Declined, Verdict
from payment_service.metrics import Call, calling
from payment_service.providers import Sum, Voided

RETRIES = 3
ANSWERS = {"KEY_VOIDED", "AMOUNT_TOO_LARGE"}  # refusals that tell how things stand


class Unavailable(Transient):
    """The provider answered 5xx, or 429: it says that trying again may help."""


class HttpProvider:
    """Speaks to a provider with the sandbox's API. Keep one for the life of the process: it pools connections."""

    def __init__(self, url: str, *, timeout: float, threshold: int, circuit_seconds: float) -> None:
        """`timeout` seconds a call; a circuit opens after `threshold` failures in a row, for `circuit_seconds`."""
        self._url = url.rstrip("/")
        self._session = aiohttp.ClientSession(
            base_url=url,
            timeout=aiohttp.ClientTimeout(total=timeout),
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=30),
        )
        self._circuits = AsyncCircuitBreakerFactory(
            default_threshold=threshold, default_ttl=timedelta(seconds=circuit_seconds).total_seconds()
        )
        self._circuits.add_listener(circuits.changed)

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()

    async def charge(self, what: Sum) -> Verdict | None:
        """See `Provider`."""
        body = {
            "orderId": str(what.order_id),
            "amount": str(what.amount),
            "currency": what.currency,
            "paymentMethod": what.payment_method,
        }
        status, answer = await self._post(f"charge {what.payment_method}", "/v1/charges", what.key, body)
        if status == 402:
            return Declined(answer["code"])
        return None if status == 409 else Approved(answer["id"])

    async def void(self, what: Sum) -> Voided:
        """See `Provider`."""
        _, answer = await self._post(f"void {what.payment_method}", f"/v1/charges/{what.key}/void", what.key, {})
        charge, refund = answer["charge"], answer["refund"]
        return Voided(charge["id"] if charge else None, refund["id"] if refund else None)

    async def refund(self, what: Sum, charge_id: str) -> str:
        """See `Provider`."""
        body = {"chargeId": charge_id, "amount": str(what.amount)}
        status, answer = await self._post(f"refund {what.payment_method}", "/v1/refunds", f"{what.key}:refund", body)
        if status == 422:  # a void returned the money before, though its answer was lost: ask it again
            return (await self.void(what)).refund_id or ""
        return str(answer["id"])

    async def _post(self, circuit: str, path: str, key: str, body: dict[str, str]) -> tuple[int, dict[str, Any]]:
        try:
            async for attempt in stamina.retry_context(
                on=Unavailable, attempts=RETRIES, wait_initial=0.05, wait_max=0.5, wait_jitter=0.05, timeout=None
            ):
                with attempt:
                    async with await self._circuits.get_breaker(circuit):
                        with calling(circuit.partition(" ")[0]) as call:
                            return await self._once(call, path, key, body)
        except OpenedState as opened:
            raise Transient(f"the provider's circuit is open: {opened}") from opened
        except (aiohttp.ClientError, TimeoutError) as error:  # a TimeoutError has no words of its own: !r
            raise Transient(f"no answer from the provider: {error!r}") from error
        raise AssertionError("retrying ends by a return or by raising")

    async def _once(self, call: Call, path: str, key: str, body: dict[str, str]) -> tuple[int, dict[str, Any]]:
        headers = {"Idempotency-Key": key}
        with spans().asking("POST", self._url, path, headers) as told:
            async with self._session.post(path, json=body, headers=headers) as response:
                call.status = response.status
                told(response.status)
                if response.status >= 500 or response.status == 429:  # whatever its body: a proxy may have written it
                    raise Unavailable(f"the provider answered {response.status}")
                answer = await response.json(content_type=None) or {}
                if response.status in (200, 201, 402) or answer.get("code") in ANSWERS:
                    return response.status, answer
                raise ProviderRefused(f"{path}: {response.status} {answer}")


class ProviderRefused(Exception):
    """The provider calls our request wrong: a defect here, not a fault that passes."""
