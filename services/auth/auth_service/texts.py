"""The texts that come from outside: what each may hold, so that PostgreSQL can store it and people can be found."""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

# Deliberately loose: only a delivered message proves an address.
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("must not contain the NUL character")  # PostgreSQL cannot store it
    return text


def _email(text: str) -> str:
    if not (text.isprintable() and _EMAIL.fullmatch(text)):
        raise ValueError("must be an email address, such as name@example.org")
    return text.lower()


def _line(longest: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


Email = Annotated[str, _line(254), AfterValidator(_email)]
Name = Annotated[str, _line(100), AfterValidator(_storable)]
Reason = Annotated[str, _line(500), AfterValidator(_storable)]
Password = Annotated[str, StringConstraints(max_length=128), AfterValidator(_storable)]
NewPassword = Annotated[str, StringConstraints(min_length=8, max_length=128), AfterValidator(_storable)]
