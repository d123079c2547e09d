"""What somebody may have meant who wrote a name that is none."""

from collections.abc import Iterable
from difflib import get_close_matches

MOST = 3


def near(name: str, names: Iterable[str]) -> str:
    """`; did you mean order.placed?`, or nothing when no name is like it: the end of a sentence."""
    known = sorted(names)
    like = get_close_matches(name, known, MOST) or [each for each in known if name and name in each][:MOST]
    return f"; did you mean {' or '.join(like)}?" if like else ""
