"""Whose word about a client's own address is taken."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address

REMEMBERED = 1024  # peers, lest each request reads its peer's address anew


class Proxies:
    """The networks that our proxies are in."""

    def __init__(self, networks: Sequence[IPv4Network | IPv6Network]) -> None:
        self._networks = networks
        self.trusts = lru_cache(REMEMBERED)(self._trusts)

    def _trusts(self, peer: str) -> bool:
        """Whether `peer`, the address of who is connected, is in one of them; an empty one is not."""
        return bool(peer) and any(ip_address(peer) in network for network in self._networks)
