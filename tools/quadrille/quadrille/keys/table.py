"""How keys look on a terminal: a line for each."""

from collections.abc import Iterable, Iterator

from quadrille.keys.ring import Key

LINE = "{:43}  {:5}  {:9}  {:6}  {}"


def table(keys: Iterable[Key], now: int) -> Iterator[str]:
    """Lines of 80 characters or less; `now` is in seconds since the epoch."""
    yield LINE.format("key id", "signs", "published", "age", "valid for").rstrip()
    for key in keys:
        published = "yes" if key.is_published else "no"
        yield LINE.format(key.kid, key.signs, published, _age(key, now), _valid_for(key, now)).rstrip()


def _age(key: Key, now: int) -> str:
    return "?" if key.made is None else length(now - key.made)


def _valid_for(key: Key, now: int) -> str:
    if key.expires is None:
        return ""
    return length(key.expires - now) if key.expires > now else "expired"


def length(seconds: float) -> str:
    """A length of time in its largest whole unit: `12 min`."""
    for unit, name in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= unit:
            return f"{seconds // unit:.0f} {name}"
    return f"{max(seconds, 0):.0f} s"
