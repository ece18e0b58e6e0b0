"""Text for an SVG, which wraps nothing by itself: how wide it will be, and where its lines break."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

FONT = 13
LINE = 18
INDENT = 14

# Shares of an em, in Helvetica's proportions and a tenth more: the font of the reader may be wider
_NARROW = frozenset("iljtfrI.,:;'|!()[]{}-/ ")
_WIDE = frozenset("mwMW@%\u2014")


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement of a box, e.g. *Records screened* and its number; ``box`` names the number's list."""

    text: str
    n: int | None = None
    box: str = ""
    indent: int = 0
    strong: bool = False
    open: bool = False

    @property
    def number(self) -> str:
        return "" if self.n is None else f"(n = {self.n:,})"

    def __str__(self) -> str:
        return f"{self.text} {self.number}".strip()


def width(text: str, size: float = FONT) -> float:
    """About how wide ``text`` is, in the units of ``size``; rather too wide than too narrow."""
    return sum(_share(character) for character in text) * size


def _share(character: str) -> float:
    if character in _NARROW:
        return 0.36
    if character in _WIDE or unicodedata.east_asian_width(character) in "WF":
        return 1.0
    return 0.76 if character.isupper() else 0.6


def lines(entry: Entry, room: float) -> list[tuple[str, str]]:
    """The entry in lines of text and number, the number whole on the last line it fits."""
    room -= entry.indent * INDENT
    broken = list(_broken(entry.text, room))
    if not entry.number:
        return [(line, "") for line in broken]
    if broken and width(f"{broken[-1]} {entry.number}") <= room:
        return [*((line, "") for line in broken[:-1]), (broken[-1], entry.number)]
    return [*((line, "") for line in broken), ("", entry.number)]


def _broken(text: str, room: float) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and width(f"{line} {word}") > room:
            yield line
            line = ""
        line = f"{line} {word}".strip()
        while width(line) > room:  # a word that is too long by itself
            fits = next(i for i in range(len(line) - 1, -1, -1) if i == 1 or width(line[:i]) <= room)
            yield line[:fits]
            line = line[fits:]
    if line:
        yield line
