"""Money is an exact Decimal with two places; only columns of the record see it as integer minor units."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator

# Ten digits before the point keep the sum of millions of charges within SQLite's 64-bit integers.
_WRITTEN = re.compile(r"(?:0|[1-9][0-9]{0,9})\.[0-9]{2}", re.ASCII)


def parse_amount(written: object) -> Decimal:
    """Read `"12.50"`. A JSON number is refused, for it has been through binary floating point on its way."""
    if not isinstance(written, str) or not _WRITTEN.fullmatch(written):
        raise ValueError('must be a string with two decimal places, such as "12.50"')
    amount = Decimal(written)
    if not amount:
        raise ValueError("must be more than 0.00")
    return amount


Amount = Annotated[Decimal, BeforeValidator(parse_amount)]


def to_minor(amount: Decimal) -> int:
    """`Decimal("12.50")` -> 1250."""
    return int(amount.scaleb(2))


def from_minor(minor: int) -> Decimal:
    """1250 -> `Decimal("12.50")`."""
    return Decimal(minor).scaleb(-2)
