"""The chart of a comparison: sagas a second of each system by clients, in colours for light and dark pages."""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 880, 330
TOP, BOTTOM, SIDE = 50, 64, 16
GAP, BETWEEN = 0.8, 3  # between systems in bars, between bars in pixels
OURS, THEIRS, INK = "#2f81f7", "#8b949e", "#7d8590"  # each with contrast enough on white and on near black
FONT = "font-family='system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif'"


def chart(figures: Mapping[str, Any]) -> str:
    """An SVG: a group of bars for each system, a bar for each number of clients, its height the sagas a second."""
    systems = figures["systems"]
    most = max(each["settledPerSecond"] for rounds in systems.values() for each in rounds)
    bars = sum(len(rounds) for rounds in systems.values()) + GAP * len(systems)
    width = (WIDTH - 2 * SIDE) / bars
    parts, left = [_text(SIDE, 22, "Sagas settled a second, by clients at once", "start", 15, 600)], float(SIDE)
    for name, rounds in systems.items():
        left += width * GAP / 2
        middle = left + width * len(rounds) / 2
        for each in rounds:
            parts += _bar(left, width, each["settledPerSecond"], most, str(each["clients"]), name == "quadrille")
            left += width
        parts += _title(middle, figures["titles"][name])
        left += width * GAP / 2
    line = HEIGHT - BOTTOM
    parts.append(f"<path d='M{SIDE} {line}.5H{WIDTH - SIDE}' stroke='{INK}' stroke-width='1'/>")
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' width='{WIDTH}' {FONT} role='img'>"
    return "\n".join([head, "<title>Sagas settled a second, by system and clients</title>", *parts, "</svg>", ""])


def _bar(left: float, width: float, rate: float, most: float, clients: str, ours: bool) -> list[str]:
    height = (HEIGHT - TOP - BOTTOM) * rate / most
    top, middle = HEIGHT - BOTTOM - height, left + width / 2
    shape = f"x='{left + BETWEEN / 2:.1f}' y='{top:.1f}' width='{width - BETWEEN:.1f}' height='{height:.1f}'"
    return [
        f"<rect {shape} rx='2' fill='{OURS if ours else THEIRS}'/>",
        _text(middle, top - 5, f"{rate:.0f}", "middle", 12, 600 if ours else 400),
        _text(middle, HEIGHT - BOTTOM + 15, clients, "middle", 11, 400),
    ]


def _title(middle: float, title: str) -> list[str]:
    first, _, rest = title.partition(", ")
    return [
        _text(middle, HEIGHT - BOTTOM + 35, first, "middle", 13, 600),
        _text(middle, HEIGHT - BOTTOM + 52, rest, "middle", 11, 400),
    ]


def _text(x: float, y: float, text: str, anchor: str, size: int, weight: int) -> str:
    place = f"x='{x:.1f}' y='{y:.1f}' text-anchor='{anchor}'"
    return f"<text {place} font-size='{size}' font-weight='{weight}' fill='{INK}'>{escape(text)}</text>"
