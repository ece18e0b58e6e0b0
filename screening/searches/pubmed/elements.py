"""Cuts PubMed XML into its records by their tags, without parsing: a broken record costs nothing but itself.

PubMed writes no comment and no CDATA in which such a tag could hide. A file of somebody else's that does
loses nothing: its record is reported as cut off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

_TAG = re.compile(rb"<(/?)(PubmedArticle|PubmedBookArticle|MedlineCitation)(?:\s[^>]*)?>")
_SET = re.compile(rb"<PubmedArticleSet[\s>]")
_FRAME = re.compile(  # what may stand between records and says nothing about any report
    rb"<\?.*?\?>|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>|<!--.*?-->|<DeleteCitation>.*?</DeleteCitation>"
    rb"|</?(?:PubmedArticleSet|MedlineCitationSet)(?:\s[^>]*)?>",
    re.DOTALL,
)
_LONGEST_RECORD = 32 * 1024 * 1024  # bytes; one with thousands of authors has some 2 MB
_LONGEST_BETWEEN = 1024 * 1024
_LONGEST_STRAY = 64 * 1024
_LONGEST_TAG = 1024


class Kind(Enum):
    RECORD = "record"
    CUT_OFF = "cut off"
    STRAY = "stray"


@dataclass(frozen=True, slots=True)
class Piece:
    """The exact bytes of one record's element, or of something that stands where only records should."""

    kind: Kind
    raw: bytes
    line: int


class Cutter:
    """Fed a stream in any portions, yields its pieces in order.

    ``frame`` is what stood before the first record, ``None`` until one is found; ``sets`` counts the
    PubmedArticleSets that have begun.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._line = 1
        self.frame: bytes | None = None
        self.sets = 0

    def feed(self, data: bytes, *, last: bool = False) -> Iterator[Piece]:
        """The pieces that are complete; with ``last`` also what remains."""
        buffer, start, inside = self._rest + data, 0, b""
        for tag in _TAG.finditer(buffer):
            closing, name = tag.groups()
            if inside and name == b"MedlineCitation" != inside:
                continue  # the part of an article, not a record of its own
            if not closing:
                yield from self._take(buffer[start : tag.start()], Kind.CUT_OFF if inside else Kind.STRAY)
                start, inside = tag.start(), name
            elif name == inside:
                yield from self._take(buffer[start : tag.end()], Kind.RECORD)
                start, inside = tag.end(), b""
        kind, longest = (Kind.CUT_OFF, _LONGEST_RECORD) if inside else (Kind.STRAY, _LONGEST_BETWEEN)
        if last or len(buffer) - start > longest:
            end = len(buffer) - (0 if last else _LONGEST_TAG)
            yield from self._take(buffer[start:end], kind)
            start = end
        self._rest = buffer[start:]

    def _take(self, raw: bytes, kind: Kind) -> Iterator[Piece]:
        line, self._line = self._line, self._line + raw.count(b"\n")
        if kind is not Kind.STRAY:
            yield Piece(kind, raw, line)
            return
        self.sets += len(_SET.findall(raw))
        if self.frame is None:
            self.frame = raw
        if stray := _FRAME.sub(b"", raw).strip():
            yield Piece(kind, stray[:_LONGEST_STRAY], line)
