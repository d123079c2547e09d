"""A schedule: what happens, in which order, and what breaks meanwhile; made from a seed, and nothing else."""

from dataclasses import dataclass
from random import Random

from tests.simulation.memory import Fault

REPLICAS = 2  # of each service
PICKS = 360  # a step's `pick` says which of what is there is meant: divisible by what there may be

# What leads on, and how often it happens.
FLOW = {
    "place": 2,
    "publish order": 8,
    "publish payment": 8,
    "pass on order": 6,
    "pass on payment": 6,
    "deliver to order": 12,
    "deliver to payment": 12,
    "deliver to tracker": 8,
    "ack order": 4,
    "ack payment": 4,
    "ack tracker": 3,
    "ask": 8,
    "go on": 20,
}
# What gets in the way. A schedule has half of it, for all at once would seldom let anything come to pass.
TROUBLE = {
    "cancel": 2,
    "confirm": 3,
    "retry": 14,
    "compensate": 1,
    "repeat": 3,
    "expire": 2,
    "crash order": 2,
    "crash payment": 2,
    "crash tracker": 2,
    "take over order": 1,
    "take over payment": 1,
    "rewind order": 2,
    "rewind payment": 2,
    "rewind tracker": 2,
    "set aside from order": 2,
    "set aside from payment": 2,
    "set aside from tracker": 2,
    "replay to order": 2,
    "replay to payment": 2,
    "replay to tracker": 2,
    "lose": 4,
    "arrive": 3,
    "switch adapter": 1,
    "set clock": 1,
}
_FAULTS: list[Fault] = ["dies before it is durable", "dies once it is durable"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens; it does nothing where nothing is there to do. `fault` strikes what it makes durable.

    `replica` is whose turn it is; a call goes on where it began, and only a leader publishes.
    """

    action: str
    pick: int
    replica: int = 0
    fault: Fault = ""


def schedule_of(seed: int) -> list[Step]:
    """The schedule that `seed` stands for: 20 to 120 steps, the first of which places an order."""
    random = Random(seed)
    trouble = random.sample(sorted(TROUBLE), len(TROUBLE) // 2)
    weights = FLOW | {action: TROUBLE[action] for action in trouble}
    actions = ["place", *random.choices(list(weights), list(weights.values()), k=random.randint(20, 120))]
    return [Step(action, random.randrange(PICKS), random.randrange(REPLICAS), _fault(random)) for action in actions]


def _fault(random: Random) -> Fault:
    return random.choice(_FAULTS) if random.random() < 0.04 else ""
