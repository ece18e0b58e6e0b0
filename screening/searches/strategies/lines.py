"""A strategy as numbered lines: ``#1 exosomes[tiab]``, ``#2 "low back pain"[mh]``, ``#3 #1 AND #2``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from screening.searches.strategies.pieces import Piece, pieces

# "#3", as databases write it in their history; "#3." and "#3:" are as common
_NUMBER: Final = re.compile(r"[ \t]*#([0-9]{1,4})[.:)]?(?=\s|$)[ \t]*")
_ROW: Final = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Line:
    """``text`` is what follows the number, as typed; a line may go on over several rows."""

    number: int
    text: str

    @property
    def name(self) -> str:
        return f"#{self.number}"

    @cached_property
    def pieces(self) -> list[Piece]:
        return pieces(self.text)

    @cached_property
    def named(self) -> frozenset[int]:
        """The numbers of the lines that it refers to."""
        return frozenset(piece.number for piece in self.pieces if piece.kind == "reference")


def is_numbered(text: str) -> bool:
    """Whether the text is meant as numbered lines: the first row that is not blank begins with a number."""
    return bool(_NUMBER.match(text.lstrip()))


def lines(text: str) -> list[Line]:
    """The numbered lines, in their order. A row without a number goes on with the line above it."""
    found: list[tuple[int, list[str]]] = []
    for row in _ROW.split(text.strip()):
        if begins := _NUMBER.match(row):
            found.append((int(begins[1]), [row[begins.end() :]]))
        elif found:
            found[-1][1].append(row)
    return [Line(number, "\n".join(rows).strip()) for number, rows in found]
