"""The payment provider: our HTTP adapter, a wire that loses and delays, the sandbox's rules and its record."""

import asyncio
from typing import Any

from common.errors import Transient
from payment_service.providers.http import HttpProvider
from payment_service.providers.inline import DECLINES

Answer = tuple[int, dict[str, Any]]
Asked = tuple[str, str, dict[str, str]]  # path, key, body


class Record:
    """What the provider took and gave back, and what it answered under each key (tools/payment_sandbox, in short)."""

    def __init__(self) -> None:
        self.charges: dict[str, str] = {}  # key -> charge id
        self.refunds: dict[str, list[str]] = {}  # charge id -> refund ids
        self._answers: dict[tuple[str, str], tuple[dict[str, str], Answer]] = {}

    def answer(self, asked: Asked) -> Answer:
        """Do what is asked; the same to the same key for ever."""
        path, key, body = asked
        if path == "/v1/charges" and (f"/v1/charges/{key}/void", key) in self._answers:
            return 409, {"code": "KEY_VOIDED"}
        if (path, key) in self._answers:
            first, answer = self._answers[path, key]
            assert first == body, f"the key {key} came with another body"
            return answer
        answer = self._decide(path, key, body)
        if answer[0] != 422:
            self._answers[path, key] = body, answer
        return answer

    def _decide(self, path: str, key: str, body: dict[str, str]) -> Answer:
        if path == "/v1/charges":
            if body["paymentMethod"] in DECLINES:
                return 402, {"code": body["paymentMethod"]}
            self.charges[key] = f"ch_{key}"
            return 201, {"id": self.charges[key]}
        if path == "/v1/refunds":
            charge = body["chargeId"]
            assert charge in self.charges.values(), f"a refund of {charge}, which was never charged"
            return (422, {"code": "AMOUNT_TOO_LARGE"}) if charge in self.refunds else (201, self._refund(charge, key))
        if key not in self.charges:
            return 200, {"charge": None, "refund": None}
        charge = self.charges[key]
        given_back = self.refunds[charge][-1] if charge in self.refunds else None
        return 200, {
            "charge": {"id": charge},
            "refund": {"id": given_back} if given_back else self._refund(charge, key),
        }

    def _refund(self, charge: str, key: str) -> dict[str, str]:
        self.refunds.setdefault(charge, []).append(f"re_{key}")
        return {"id": f"re_{key}"}


class Wire(HttpProvider):
    """Each call stops twice, for the schedule to go on with or to break: on its way there, and on its way back."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self.asked: list[Asked] = []  # what was ever sent may arrive again, or late, whatever became of the call

    async def _post(self, circuit: str, path: str, key: str, body: dict[str, str]) -> Answer:
        self.asked.append((path, key, body))
        await asyncio.sleep(0)
        if body.get("paymentMethod") == "provider_down":
            raise Transient("no answer")
        answer = self._record.answer((path, key, body))
        await asyncio.sleep(0)
        return answer

    def arrive(self, which: int) -> None:
        """A request comes to the provider, and its answer to nobody."""
        if self.asked and (asked := self.asked[which % len(self.asked)])[2].get("paymentMethod") != "provider_down":
            self._record.answer(asked)
