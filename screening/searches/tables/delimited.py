"""Rows of CSV and TSV, one line of the file after another, however badly the quotation marks are kept.

Python's reader takes the rows that keep to the rules (RFC 4180). One that breaks them is read by itself, so that a
quotation mark which is never closed costs its own row and not the rest of the file.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from screening.lib.decoding import Line
from screening.searches.fileformat import FileRefused

LONGEST_ROW = 8 * 1024 * 1024
MOST_CELLS = 300_000  # of one row, were every delimiter one
_MOST_LINES = 2000  # of one row
_MOST_TRIED = 50  # lines that a row with stray quotation marks may go on for
_LONGEST_TRIED = 256 * 1024  # characters of it
_MOST_AGAIN = 500_000  # lines read once more because a row was not what it seemed

UNCLOSED = "A quotation mark is not closed or stands in a wrong place: look whether the columns are right."

csv.field_size_limit(LONGEST_ROW)  # of the whole process; the default breaks off at 131,072 characters


class Row(NamedTuple):
    """Cells as written, the bytes they came from, and the number of the row's first line."""

    number: int
    raw: bytes
    cells: list[str]
    problem: str = ""
    damaged: bool = False


class _TooLong(Exception):
    pass


class Rows:
    """Iterates over the rows of ``lines``. ``width`` is the number of columns, 0 while unknown: a row with stray
    quotation marks is read in the way that gives it so many cells."""

    def __init__(self, lines: Iterable[Line], delimiter: str, width: int = 0) -> None:
        self._lines, self._delimiter, self._width = iter(lines), delimiter, width
        self._again: deque[Line] = deque()
        self._taken: list[Line] = []
        self._read_again = 0

    def __iter__(self) -> Iterator[Row]:
        reader = self._reader()
        while True:
            self._taken = []
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _TooLong):
                yield self._mended()
                reader = self._reader()
                continue
            if len(self._taken) > 1 and len(cells) != self._width and self._swallowed():
                yield self._mended()
                reader = self._reader()
            else:
                yield self._row(cells)

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._feed(), delimiter=self._delimiter, strict=True, skipinitialspace=True)

    def _feed(self) -> Iterator[str]:
        size = 0
        while (line := self._next()) is not None:
            size = len(line.raw) if not self._taken else size + len(line.raw)
            self._taken.append(line)
            if len(line.text) > MOST_CELLS and line.text.count(self._delimiter) > MOST_CELLS:
                raise FileRefused(f"Line {line.number} has more cells than a table of records has columns.")
            if size > LONGEST_ROW or len(self._taken) > _MOST_LINES:
                raise _TooLong
            yield f"{line.text}\n"

    def _next(self) -> Line | None:
        return self._again.popleft() if self._again else next(self._lines, None)

    def _row(self, cells: list[str], problem: str = "") -> Row:
        first = self._taken[0]
        damaged = any(line.damaged for line in self._taken)
        return Row(first.number, b"".join(line.raw for line in self._taken), cells, problem, damaged)

    def _swallowed(self) -> bool:
        """Whether a row of several lines would be whole if it ended with its first."""
        return len(plain(self._taken[0].text, self._delimiter)) == self._width

    def _mended(self) -> Row:
        """The row that begins with the first line taken; the others are read again."""
        first, *others = self._taken
        self._give_back(others)
        self._taken = [first]
        if len(first.raw) > LONGEST_ROW:
            raise FileRefused(f"Line {first.number} is too long for a row of a table.")
        cells = tolerant(first.text, self._delimiter)
        if cells and len(cells) == (self._width or len(cells)):
            return self._row(cells)
        framed = all_quoted(first.text, self._delimiter)
        if framed and len(framed) == self._width:
            return self._row(framed)
        unquoted = plain(first.text, self._delimiter)
        if len(unquoted) == self._width:
            return self._row(unquoted, UNCLOSED if first.text.count('"') % 2 else "")
        return self._longer() or self._row(cells or unquoted, UNCLOSED)

    def _longer(self) -> Row | None:
        """The row of several lines that has as many cells as there are columns."""
        text = self._taken[0].text
        while (
            len(self._taken) < _MOST_TRIED
            and len(text) < _LONGEST_TRIED
            and (line := self._next()) is not None
        ):
            self._taken.append(line)
            text = f"{text}\n{line.text}"
            cells = tolerant(text, self._delimiter) if '"' in line.text else None
            if cells and len(cells) == self._width:
                return self._row(cells)
            if cells:
                break
        self._give_back(self._taken[1:])
        self._taken = self._taken[:1]
        return None

    def _give_back(self, lines: list[Line]) -> None:
        self._again.extendleft(reversed(lines))
        self._read_again += len(lines)
        if self._read_again > _MOST_AGAIN:
            raise FileRefused(
                f"The quotation marks in this file do not match, at the latest from line {lines[0].number} on."
                " Export it again as CSV or TSV."
            )


def tolerant(text: str, delimiter: str) -> list[str] | None:
    """The cells where a quotation mark closes a cell only before a delimiter or the end; ``None`` if one is open."""
    found, at = [], 0
    while True:
        while text.startswith(" ", at):
            at += 1
        if text.startswith('"', at):
            closing = _closing(text, at + 1, delimiter)
            if closing < 0:
                return None
            found.append(text[at + 1 : closing].replace('""', '"'))
            end = text.find(delimiter, closing)
        else:
            end = text.find(delimiter, at)
            found.append(text[at:] if end < 0 else text[at:end])
        if end < 0:
            return found
        at = end + 1


def _closing(text: str, at: int, delimiter: str) -> int:
    while (at := text.find('"', at)) >= 0:
        behind = text[at + 1 : at + 2]
        if behind in ("", delimiter):
            return at
        at += 2 if behind == '"' else 1
    return -1


def all_quoted(text: str, delimiter: str) -> list[str] | None:
    """The cells of a row in which each stands in quotation marks, with any others inside: ``"a "b"","c"``."""
    if not (text.startswith('"') and text.endswith('"') and len(text) > 1):
        return None
    return [cell.replace('""', '"') for cell in text[1:-1].split(f'"{delimiter}"')]


def plain(text: str, delimiter: str) -> list[str]:
    """The cells where quotation marks are letters like any other."""
    return [
        cell[1:-1] if cell[:1] == cell[-1:] == '"' and len(cell) > 1 else cell
        for cell in text.split(delimiter)
    ]
