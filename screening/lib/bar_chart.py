"""Where the parts of a bar chart stand. ``templates/_bar_chart.html`` draws it, with a title and a description.

Sideways everything is in per cent of the room there is, upwards in pixels: so the chart fills a wide page and a phone,
and its text keeps its size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LABELS = 5  # along the bottom, at most one more
LEFT = 9.0  # per cent, for the numbers of the axis
TOP, BOTTOM = 14, 24  # pixels above the highest line, and below the lowest
FILL = 0.72  # of a bar's place


@dataclass(frozen=True, slots=True)
class Bar:
    x: str
    width: str
    y: str
    height: str
    told: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across with its number, or a word under a bar; ``end`` where it would run over the edge."""

    at: str
    text: str
    end: bool = False


@dataclass(frozen=True, slots=True)
class BarChart:
    height: int
    left: str
    floor: int
    bars: list[Bar]
    lines: list[Tick]
    words: list[Tick]


def bar_chart(
    values: Sequence[tuple[str, int]], *, height: int = 190, plain: bool = False, top: int = 0
) -> BarChart:
    """Bars for whole numbers that are not negative, each with its label, from left to right.

    ``plain``: bars alone, without axis and words. ``top``: what the axis reaches at least, so that several compare.
    """
    left, above, below = (0.0, 1, 1) if plain else (LEFT, TOP, BOTTOM)
    highest = max([top, *(value for _, value in values)], default=0)
    steps = ticks(highest)
    scale = (height - above - below) / (highest if plain and highest else steps[-1])
    floor = height - below
    place = (100 - left) / max(1, len(values))
    bars = [
        Bar(
            x=f"{left + place * (number + (1 - FILL) / 2):.3f}%",
            width=f"{place * FILL:.3f}%",
            y=f"{floor - value * scale:.1f}",
            height=f"{value * scale:.1f}",
            told=f"{label}: {value:,}",
        )
        for number, (label, value) in enumerate(values)
    ]
    if plain:
        return BarChart(height, f"{left:g}%", floor, bars, [], [])
    lines = [Tick(f"{floor - step * scale:.1f}", f"{step:,}") for step in steps]
    every = -(-len(values) // LABELS) or 1
    last = len(values) - 1
    words = [
        Tick(f"{left + place * (number + 0.5):.3f}%", label, end=number == last)
        for number, (label, _) in enumerate(values)
        if (last - number) % every == 0
    ]
    return BarChart(height, f"{left:g}%", floor, bars, lines, words)


def ticks(highest: int) -> list[int]:
    """From 0 to ``highest`` or a little more, in three to five even steps of 1, 2 or 5 times a power of ten."""
    step, factors = 1, (2, 2.5, 2)
    number = 0
    while step * 4 < highest:
        step = int(step * factors[number % 3])
        number += 1
    return list(range(0, max(step, -(-highest // step) * step) + 1, step))
