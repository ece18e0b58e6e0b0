"""Cuts a BibTeX file into its entries, however badly their braces match.

An entry ends with the brace that closes it, or where the next one begins at the margin; if fields go on after
the brace, it closed too early. So one broken entry never takes its neighbours along.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from screening.lib.decoding import Line
from screening.searches.rows import endless
from screening.searches.tagged import LONGEST_RECORD

_START = re.compile(r"(?<![\w.])@\s*([A-Za-z][\w.:+-]*)\s*([{(])")
_NAME_ONLY = re.compile(r"\s*@\s*[A-Za-z][\w.:+-]*\s*")
_AT_MARGIN = re.compile(r"[\s\ufeff]{0,8}@\s*[A-Za-z][\w.:+-]*\s*[{(][^={}\"]{0,300}(?:,|$|=)")
_FIELD = re.compile(r"\s{0,12}[A-Za-z][\w \xa0-]{0,40}=\s*[{\"\d]")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_ROUND = re.compile(r"\\.|[{}\")]", re.DOTALL)
_LONG_LINE = 100_000


@dataclass(slots=True)
class Entry:
    """``text`` is what stands between the outer braces. ``matched`` is false where they do not match."""

    line: int
    kind: str
    opening: str
    raw: list[bytes]
    parts: list[str] = field(default_factory=list)
    depth: int = 0
    quoted: bool = False
    closed: bool = False
    matched: bool = True
    damaged: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.parts)

    def take(self, line: str, start: int = 0) -> int:
        """Adds a line from ``start`` on, as far as the entry goes; gives where that is."""
        end = self._end(line, start)
        self.closed = end >= 0
        self.parts.append(line[start:end] if self.closed else line[start:])
        return end + 1 if self.closed else len(line)

    def _end(self, line: str, start: int) -> int:
        if self.opening == "(":
            return self._round_end(line, start)
        # not in a line of megabytes, of which every entry would look through the rest
        if len(line) < _LONG_LINE and "\\" not in line and line.find("@", start) < 0:
            depth = self.depth + line.count("{", start) - line.count("}", start)
            if depth >= 0:
                self.depth = depth
                return -1
        for brace in _BRACE.finditer(line, start):
            if brace[0] in "{}":
                self.depth += 1 if brace[0] == "{" else -1
                if self.depth < 0:
                    return brace.start()
        return -1

    def _round_end(self, line: str, start: int) -> int:
        """``@article(key, …)`` ends at a parenthesis that stands in no braces and in no quotation marks."""
        for sign in _ROUND.finditer(line, start):
            if sign[0] in "{}":
                self.depth += 1 if sign[0] == "{" else -1
            elif self.depth == 0 and sign[0] == '"':
                self.quoted = not self.quoted
            elif self.depth == 0 and sign[0] == ")" and not self.quoted:
                return sign.start()
        return -1


def entries(lines: Iterable[Line]) -> Iterator[Entry]:
    """Every ``@…{…}`` in order, comments and definitions too. ``raw`` of all of them are the bytes of the file,
    but in UTF-8 for a line that holds the beginnings of several."""
    scanner = _Scanner()
    for line in _joined(lines):
        if done := scanner.feed(line):
            yield from done
    if scanner.entry:
        yield scanner.entry


def _joined(lines: Iterable[Line]) -> Iterator[Line]:
    """``@article`` alone on a line, with the one that has its brace."""
    name: Line | None = None
    for line in lines:
        if name:
            text, damaged = f"{name.text} {line.text}", name.damaged or line.damaged
            line, name = Line(name.number, name.raw + line.raw, text, damaged), None
        if "@" in line.text and _NAME_ONLY.fullmatch(line.text):
            name = line
        else:
            yield line
    if name:
        yield name


class _Scanner:
    def __init__(self) -> None:
        self.entry: Entry | None = None
        self._before: list[bytes] = []
        self._size = 0

    def feed(self, line: Line) -> list[Entry]:
        """The entries that end before one which begins in this line."""
        self._size += len(line.raw)
        if self._size > LONGEST_RECORD:
            raise endless(self.entry.line if self.entry else 1, LONGEST_RECORD)
        end = self.entry.take(line.text) if self.entry and _goes_on(self.entry, line.text) else 0
        if "@" not in line.text:
            self._keep(line, 0)
            return []
        done: list[Entry] = []
        given = 0
        while found := _START.search(line.text, end):
            if self.entry:
                if end:
                    self.entry.raw.append(line.text[given : found.start()].encode())
                    given = found.start()
                self.entry.matched &= self.entry.closed
                done.append(self.entry)
            self.entry = Entry(line.number, found[1].lower(), found[2], self._before)
            self._before, self._size = [], len(line.raw)
            end = self.entry.take(line.text, found.end())
        self._keep(line, given)
        return done

    def _keep(self, line: Line, given: int) -> None:
        """The bytes of a line, but for the characters ``given`` to entries that ended in it."""
        raw = line.raw
        if given:
            raw = line.text[given:].encode() + raw[len(raw.rstrip(b"\r\n")) :]
        if self.entry:
            self.entry.raw.append(raw)
            self.entry.damaged |= line.damaged
        else:
            self._before.append(raw)


def _goes_on(entry: Entry, text: str) -> bool:
    """Whether the line still belongs to the entry; one that closed too early is opened again."""
    if entry.closed and _FIELD.match(text):
        entry.matched = entry.closed = False
        entry.depth = 0
    return not entry.closed and not ("@" in text and _AT_MARGIN.match(text))
