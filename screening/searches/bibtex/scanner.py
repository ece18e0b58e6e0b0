"""Cuts a BibTeX file into its entries, however badly their braces match.

An entry ends with the brace that closes it, or where the next one begins at the margin; if fields go on after
the brace, it closed too early. So one broken entry never takes its neighbours along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from screening.lib.decoding import Line
from screening.searches.rows import endless
from screening.searches.tagged import LONGEST_RECORD

_START = re.compile(r"(?<![\w.])@\s*([A-Za-z][\w.:+-]*)\s*([{(])")
_AT_MARGIN = re.compile(r"[\s\ufeff]{0,8}@\s*[A-Za-z][\w.:+-]*\s*[{(][^={}\"]{0,300}(?:,|$|=)")
_FIELD = re.compile(r"\s{0,12}[A-Za-z][\w -]{0,40}=\s*[{\"\d]")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_ROUND = re.compile(r"\\.|[{}\")]", re.DOTALL)


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
        if "\\" not in line and line.find("@", start) < 0:
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


def entries(lines: Iterator[Line]) -> Iterator[Entry]:
    """Every ``@…{…}`` in order, comments and definitions too. ``raw`` of all of them are the bytes of the file,
    but in UTF-8 for a line that holds the beginnings of several."""
    entry: Entry | None = None
    before: list[bytes] = []
    size = 0
    for line in lines:
        size += len(line.raw)
        if size > LONGEST_RECORD:
            raise endless(entry.line if entry else 1, LONGEST_RECORD)
        end = entry.take(line.text) if entry and _goes_on(entry, line.text) else 0
        given = 0
        while found := _START.search(line.text, end):
            if entry:
                if end:
                    entry.raw.append(line.text[given : found.start()].encode())
                    given = found.start()
                entry.matched &= entry.closed
                yield entry
            entry = Entry(line.number, found[1].lower(), found[2], before)
            before, size = [], len(line.raw)
            end = entry.take(line.text, found.end())
        (entry.raw if entry else before).append(_rest(line, given))
        if entry:
            entry.damaged |= line.damaged
    if entry:
        yield entry


def _goes_on(entry: Entry, text: str) -> bool:
    """Whether the line still belongs to the entry; one that closed too early is opened again."""
    if entry.closed and _FIELD.match(text):
        entry.matched = entry.closed = False
        entry.depth = 0
    return not entry.closed and not _AT_MARGIN.match(text)


def _rest(line: Line, given: int) -> bytes:
    if not given:
        return line.raw
    return line.text[given:].encode() + line.raw[len(line.raw.rstrip(b"\r\n")) :]
