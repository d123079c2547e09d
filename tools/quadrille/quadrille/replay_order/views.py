"""How an order's history looks on a terminal."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from quadrille.client import Json

COLUMNS = ("version", "time", "node", "type", "state after", "attempt", "failure reason")


def table(items: Sequence[Json]) -> Table:
    """A row for each event."""
    drawn = Table(*COLUMNS)
    for item in items:
        after = item["state"]
        cells = (item["version"], item["time"], item["node"], item["type"])
        drawn.add_row(*map(_text, (*cells, after["status"], after["attempt"], after["failureReason"])))
    return drawn


def state(item: Json) -> Table:
    """All of the state after an event, and the event's own data."""
    drawn = Table("after version", str(item["version"]), box=None)
    for part in (item["state"], {"eventId": item["eventId"], "causationId": item["causationId"]}, item["data"]):
        drawn.add_section()
        for name, value in part.items():
            drawn.add_row(name, _text(value))
    return drawn


def _text(value: object) -> Text:
    """As it is: to rich, [brackets] in a string are markup."""
    return Text("" if value is None else str(value))
