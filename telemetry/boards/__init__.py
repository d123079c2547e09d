"""Grafana's dashboards, as text by their names. The SDK knows how Grafana writes them down; here is what they show."""

from grafana_foundation_sdk.cog.encoder import JSONEncoder

from telemetry.boards import events, sagas, service
from telemetry.boards.drawing import drawn

BOARDS = (sagas.BOARD, service.BOARD, events.BOARD)


def boards() -> dict[str, str]:
    """Each dashboard as Grafana imports it."""
    encoder = JSONEncoder(indent=2, sort_keys=True)
    return {board.name: encoder.encode(drawn(board)) + "\n" for board in BOARDS}
