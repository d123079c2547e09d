"""Which services there are: those that packages installed here name, so that a new one is started like the others."""

from collections.abc import Mapping
from importlib.metadata import entry_points

GROUP = "quadrille.choreography"  # by its name alone, for the stack imports none of what it starts
EDGE = "gateway"  # has no database, and no part in what services say

_PORTS: Mapping[str, int] = {"order": 3101, "payment": 3201, "auth": 3301, "tracker": 3401}
_NEXT_PORTS = range(3501, 5301, 100)


def _added() -> list[str]:
    return sorted({part.name for part in entry_points(group=GROUP)} - {*_PORTS, EDGE})


# The first port of each service that has a database; what was added comes last.
PARTICIPANTS: Mapping[str, int] = {**_PORTS, **dict(zip(_added(), _NEXT_PORTS, strict=False))}
