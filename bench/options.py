"""How much of what is measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """`clients` and `declined` are of the saga rounds, `connections` of reads and duplicates; a round has `seconds`.

    `orders` are put behind where growth is measured; `tidy` has them put away again in the end. `scale` says how many
    of each service there are, where that differs from the stack's own numbers. With `record` figures are written down.
    """

    clients: Sequence[int]
    seconds: float
    declined: float
    connections: int
    orders: int
    tidy: bool
    scale: Mapping[str, int]
    record: bool
