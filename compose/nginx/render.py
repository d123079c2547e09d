"""Prints nginx.conf for the composition, from the template of the local stack: `python -m compose.nginx.render`."""

import sys
from string import Template

from stack.nginx import TEMPLATE

GATEWAYS = [f"gateway-{number}:8080" for number in (1, 2, 3)]
# Docker's own name server is asked again and again: a gateway that was made anew has another address.
UPSTREAM = ("zone gateways 256k;", "resolver 127.0.0.11 valid=2s ipv6=off;")


def configuration() -> str:
    """The whole nginx.conf; nginx runs without root, and logs to its standard output."""
    servers = [f"server {gateway} resolve max_fails=3 fail_timeout=2s;" for gateway in GATEWAYS]
    return Template(TEMPLATE.read_text()).substitute(
        user="",
        log="/dev/stdout",
        servers="\n".join(f"        {line}" for line in (*UPSTREAM, *servers)),
        address="8090",
    )


if __name__ == "__main__":
    sys.stdout.write(configuration())
