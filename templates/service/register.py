"""Lets the repository know of a new service: its contracts, and the import rules that hold for all."""

import re
import sys
from pathlib import Path

CONTRACTS = Path("libs/common/common/contracts/__init__.py")
RULES = Path(".importlinter")


def main(service: str) -> None:
    """To be run at the root of the repository; harmless when it is run again."""
    contracts = CONTRACTS.read_text()
    if f" {service}" not in contracts.partition("_MODULES = ")[2].partition(")")[0]:
        contracts = re.sub(r"(?m)^(from common\.contracts import .*)$", rf"\1, {service}", contracts, count=1)
        contracts = re.sub(r"(_MODULES = \([^)]*)\)", rf"\1, {service})", contracts, count=1)
        CONTRACTS.write_text(contracts)
    rules = RULES.read_text()
    if f"{service}_service" not in rules:
        # Whatever is asked of auth's package and of its domain is asked of the new one's.
        RULES.write_text(re.sub(r"(?m)^( +)auth_service(.*)$", rf"\g<0>\n\1{service}_service\2", rules))


main(sys.argv[1])
