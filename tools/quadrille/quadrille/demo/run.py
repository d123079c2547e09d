"""The demo from start to end: the stack, the scenes, the ledger."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from uuid import uuid4

import aiohttp

from quadrille import local_stack
from quadrille.client import ApiError, Client, Json
from quadrille.demo.play import Story, follow, place
from quadrille.demo.scenes import SCENES
from quadrille.demo.screen import Screen, ledger
from quadrille.verify.run import CannotVerify, verify


class DemoFailed(Exception):
    """Something is not as it should be; the message says what."""


async def run_demo(*, keep: bool) -> None:
    """Play all scenes against the local stack, which is started, and stopped again, if it does not run."""
    started_here = not local_stack.is_running()
    if started_here and await local_stack.command("up") != 0:
        raise DemoFailed("the stack did not start")
    try:
        await _play_all(local_stack.url())
    except (ApiError, aiohttp.ClientError, TimeoutError) as error:
        raise DemoFailed(f"the gateway did not answer as it should: {error!r}") from error
    finally:
        if started_here and not keep:
            await local_stack.command("down")


async def _play_all(url: str) -> None:
    async with Client(url) as customer, Client(url) as admin:
        await customer.register("demo")
        await admin.login(*local_stack.administrator())
        before = await _money(admin)
        suffix = uuid4().hex[:8]
        stories = [await place(customer, scene, suffix) for scene in SCENES]
        with Screen(stories) as screen:
            drawing = asyncio.create_task(_redraw(screen))
            await asyncio.gather(*(_follow(customer, story, screen) for story in stories))
            drawing.cancel()
        _check(stories)
        await _count(admin, before, stories, screen)
        await _verify(url, screen)


async def _follow(client: Client, story: Story, screen: Screen) -> None:
    await follow(client, story)
    screen.ended(story)


async def _redraw(screen: Screen) -> None:
    while True:
        screen.refresh()
        await asyncio.sleep(0.1)


def _check(stories: Sequence[Story]) -> None:
    wrong = [complaint for story in stories if (complaint := story.wrong())]
    if wrong:
        raise DemoFailed("; ".join(wrong))


async def _verify(url: str, screen: Screen) -> None:
    try:
        verdict = await verify(url, local_stack.administrator())
    except CannotVerify as failure:
        raise DemoFailed(str(failure)) from failure
    if not verdict.holds:
        raise DemoFailed("; ".join(verdict.wrong()))
    screen.say(f"Verified, order by order: {verdict.checked} orders are the same by everybody's account.")


async def _money(admin: Client) -> dict[str, Decimal]:
    answer: Json = await admin.call("GET", "/invariants")
    return {name: Decimal(str(answer["ledger"][name])) for name in ("charged", "refunded", "kept")}


async def _count(admin: Client, before: dict[str, Decimal], stories: Sequence[Story], screen: Screen) -> None:
    after = await _money(admin)
    moved = {name: after[name] - before[name] for name in after}
    confirmed = sum((story.kept() for story in stories), Decimal(0))
    screen.say(
        ledger([*((name, f"{amount:.2f}") for name, amount in moved.items()), ("confirmed orders", f"{confirmed:.2f}")])
    )
    if moved["charged"] - moved["refunded"] != confirmed:
        raise DemoFailed(f"{moved['kept']} was kept, but the confirmed orders come to {confirmed}")
    screen.say(f"\nKept = total of confirmed orders: {confirmed:.2f}. Nothing lost, nothing charged twice.")
