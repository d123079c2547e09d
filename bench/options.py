"""How much of what is measured."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """`clients` and `declined` are of the saga rounds, `connections` of reads and duplicates; a round has `seconds`.

    `orders` are put behind where growth is measured; `tidy` has them put away again in the end.
    """

    clients: Sequence[int]
    seconds: float
    declined: float
    connections: int
    orders: int
    tidy: bool
