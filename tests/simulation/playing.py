"""Playing a schedule to its end, and cutting one that fails down to the shortest that still does."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import structlog

from tests.simulation.invariants import what_is_wrong
from tests.simulation.schedules import Step, schedule_of
from tests.simulation.settling import settle
from tests.simulation.world import World

Schedule = Sequence[Step]


def failure_of(schedule: Schedule) -> str:
    """What is wrong after it, or an empty text. Whatever is raised on the way is wrong, too."""
    try:
        world = World()
        for step in schedule:
            world.step(step)
        settle(world)
        return "; ".join(what_is_wrong(world))
    except Exception as error:  # told as what is wrong  # noqa: BLE001
        return f"{type(error).__name__}: {error}"


def shortest(schedule: Schedule) -> Schedule:
    """What is left of a failing schedule when no part of it can be left out, and no fault either."""
    part = len(schedule) // 2
    while part:
        start = 0
        while start < len(schedule):
            shorter = [*schedule[:start], *schedule[start + part :]]
            if failure_of(shorter):
                schedule = shorter
            else:
                start += part
        part //= 2
    for n, step in enumerate(schedule):
        milder = [*schedule[:n], Step(step.action, step.pick, step.replica), *schedule[n + 1 :]]
        if step.fault and failure_of(milder):
            schedule = milder
    return schedule


def told(schedule: Schedule) -> Iterator[str]:
    """Each step of a schedule as a line: what it was, what was said because of it, and who died or what broke."""
    world = World()
    for step in schedule:
        before = [len(service.tables.events) for service in world.services]
        try:
            ending = f", and {step.fault}" if world.step(step) else ""
        except Exception as error:  # that is where the schedule fails  # noqa: BLE001
            yield f"{_named(step)}: {error!r}"
            return
        new = [row for service, n in zip(world.services, before, strict=True) for row in service.tables.events[n:]]
        said = ", ".join(f"{row[3]} of order {row[1].int}" for row in new)
        yield f"{_named(step)}{ending}" + (f": {said}" if said else "")


def _named(step: Step) -> str:
    return f"{step.action} ({step.pick}, replica {step.replica})"


def report(seed: int) -> str:
    """The failure of a seed's schedule, with the shortest schedule that still fails."""
    schedule = shortest(schedule_of(seed))
    lines = "\n".join(f"  {n}. {line}" for n, line in enumerate(told(schedule), start=1))
    return f"seed {seed}: {failure_of(schedule)}\n{lines}"


@contextmanager
def quiet() -> Iterator[None]:
    """No logs within the block: workers warn of every answer that is lost, and here thousands are."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        yield
    finally:
        structlog.configure(**before)
