"""Where the boxes of the flow diagram stand: columns by route, rows by stage, heights by what they say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from screening.reports.flow_boxes import Boxes
from screening.reports.flow_text import LINE, Entry, lines, width

PAD = 10
BAND = 30
_GAP = 44
ROW_GAP = 30
_WIDTHS = {"previous": 200, "dbr": 270, "dbr.side": 290, "other": 240, "other.side": 270}
_ROWS = (
    ("Identification", ("previous", "dbr.identified", "dbr.removed", "other.identified")),
    ("Screening", ("dbr.screened", "dbr.excluded")),
    ("Screening", ("dbr.sought", "dbr.not_retrieved", "other.sought", "other.not_retrieved")),
    ("Screening", ("dbr.assessed", "dbr.ft_excluded", "other.assessed", "other.ft_excluded")),
    ("Included", ("included",)),
    ("Included", ("total",)),
)
_SIDE = {
    "dbr.removed",
    "dbr.excluded",
    "dbr.not_retrieved",
    "dbr.ft_excluded",
    "other.not_retrieved",
    "other.ft_excluded",
}


@dataclass(frozen=True, slots=True)
class Box:
    """A box's left and upper edge, width and height, in pixels."""

    x: float
    y: float
    w: float
    h: float

    @property
    def middle(self) -> float:
        return self.x + self.w / 2

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h


@dataclass(frozen=True, slots=True)
class Layout:
    """``columns``: left and right edge by name; ``boxes`` by place; ``bands``: top and bottom by label."""

    columns: dict[str, tuple[float, float]]
    boxes: dict[str, Box]
    bands: dict[str, tuple[float, float]]
    bottom: float


def lay_out(boxes: Boxes, top: float) -> Layout:
    """Places the boxes below ``top``."""
    columns = _columns(boxes)
    placed: dict[str, Box] = {}
    bands: dict[str, tuple[float, float]] = {}
    y = bottom = top
    for label, rows in groupby(_ROWS, key=itemgetter(0)):
        start = y
        for _, places in rows:
            used = [place for place in places if place in boxes]
            for place in used:
                left, right = columns[_column_of(place)]
                height = height_of(boxes[place], right - left - 2 * PAD) + 2 * PAD
                placed[place] = Box(left, y, right - left, height)
            if used:
                bottom = max(placed[place].bottom for place in used)
                y = bottom + ROW_GAP
        bottom = max(bottom, start + width(label) + 2 * PAD)
        bands[label] = (start, bottom)
        y = bottom + ROW_GAP
    return Layout(columns, placed, bands, bottom)


def height_of(entries: Iterable[Entry], room: float) -> float:
    return LINE * sum(len(lines(entry, room)) for entry in entries)


def right_edge(boxes: Boxes) -> float:
    return max(right for _, right in _columns(boxes).values())


def _columns(boxes: Boxes) -> dict[str, tuple[float, float]]:
    x: float = BAND + 14
    found = {}
    for name, wide in _WIDTHS.items():
        if any(place.startswith(name.removesuffix(".side")) for place in boxes):
            found[name] = (x, x + wide)
            x += wide + _GAP
    return found


def _column_of(place: str) -> str:
    name = place.partition(".")[0]
    return {"included": "dbr", "total": "dbr"}.get(name, name) + (".side" if place in _SIDE else "")
