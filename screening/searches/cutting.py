"""Cuts an XML file into its records by their tags, without parsing: a broken record costs nothing but itself.

The programs that write these files put no comment and no CDATA in which such a tag could hide. A file that
does loses nothing: its record is reported as cut off.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from typing import BinaryIO

from screening.lib import decoding
from screening.lib.values import value
from screening.searches.fileformat import FileRefused
from screening.searches.rows import CUT_OFF

_LONGEST_RECORD = 32 * 1024 * 1024  # bytes; one with thousands of authors has some 2 MB
_LONGEST_BETWEEN = 1024 * 1024
_LONGEST_STRAY = 64 * 1024
_LONGEST_TAG = 1024
_CHUNK = 1024 * 1024
_DECLARED = re.compile(rb"""\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']""")

__all__ = ["CUT_OFF", "STRAY", "Cutter", "Kind", "Piece", "Shape", "frame"]

STRAY = "This stands between two records and is not a record."


class Kind(Enum):
    RECORD = "record"
    CUT_OFF = "cut off"
    STRAY = "stray"


@value
class Piece:
    """The exact bytes of one record's element, or of something that stands where only records should."""

    kind: Kind
    raw: bytes
    line: int


@dataclass(frozen=True, slots=True)
class Shape:
    """``tag`` finds a record's tags: group 1 is the slash of a closing one, group 2 the name.

    ``frame`` is what may stand between records and says nothing about any report, ``opening`` the beginning of
    a file. Inside a record, ``part`` is no record of its own.
    """

    tag: re.Pattern[bytes]
    frame: re.Pattern[bytes]
    opening: re.Pattern[bytes]
    part: bytes = b""


def frame(*around: str, without: str = "DOCTYPE") -> re.Pattern[bytes]:
    """A file's declarations, comments, the tags of elements ``around`` records, and elements ``without`` any.

    One that is not closed is taken to the end: to look for the end of each would take hours in a hostile file.
    """
    return re.compile(
        r"<\?.*?(?:\?>|\Z)|<!--.*?(?:-->|\Z)|<!DOCTYPE(?:[^>\[]*(?:\[.*?\]\s*)?>|.*)"
        rf"|<{without}>.*?(?:</{without}>|\Z)|</?(?:{'|'.join(around)})(?:\s[^<>]*)?>".encode(),
        re.DOTALL,
    )


class Cutter:
    """Fed a stream in any portions, yields its pieces in order.

    ``frame`` is what stood before the first record, ``None`` until one is found; ``sets`` counts the files that
    have begun.
    """

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._rest = b""
        self._line = 1
        self.frame: bytes | None = None
        self.sets = 0

    def cut(self, stream: BinaryIO) -> Iterator[Piece]:
        """The pieces of a whole file, in UTF-8 whatever it was written in."""
        for portion in _utf8(stream):
            yield from self.feed(portion)
        yield from self.feed(b"", last=True)

    def feed(self, data: bytes, *, last: bool = False) -> Iterator[Piece]:
        """The pieces that are complete; with ``last`` also what remains."""
        buffer, start, inside = self._rest + data, 0, b""
        for tag in self._shape.tag.finditer(buffer):
            closing, name = tag.groups()
            if inside and name == self._shape.part != inside:
                continue
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

    def _take(self, raw: bytes, kind: Kind) -> list[Piece]:
        """One piece; none where only what may stand between records does."""
        line, self._line = self._line, self._line + raw.count(b"\n")
        if kind is not Kind.STRAY:
            return [Piece(kind, raw, line)]
        if self.frame is None:
            self.frame = raw
        if not raw.strip():  # nearly always
            return []
        self.sets += len(self._shape.opening.findall(raw))
        stray = self._shape.frame.sub(b"", raw).strip()
        return [Piece(kind, stray[:_LONGEST_STRAY], line)] if stray else []


def _utf8(stream: BinaryIO) -> Iterator[bytes]:
    """The stream in portions of UTF-8. Raises ``FileRefused`` for an encoding that nobody knows."""
    head = stream.read(_CHUNK)
    encoding, mark = decoding.encoding_of(head[: decoding.HEAD])
    portions = chain([head[len(mark) :]], iter(lambda: stream.read(_CHUNK), b""))
    declared = _DECLARED.match(head)
    if declared and not mark and not declared[1].lower().startswith(b"utf"):  # a file in UTF-16 shows as such
        encoding = declared[1].decode()
    try:
        b" ".decode(encoding, "replace")
    except LookupError as error:
        raise FileRefused(
            f"The file says it is written in “{encoding}”, which is no known encoding."
        ) from error
    if encoding == "utf-8":
        yield from portions
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for portion in portions:
        yield decoder.decode(portion).encode()
