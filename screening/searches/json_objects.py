"""Cuts a file of JSON into the objects that are its records, without holding more than one of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import Enum
from typing import Any, BinaryIO, NamedTuple

from screening.lib import decoding
from screening.records.description import Description, Received
from screening.searches import rows
from screening.searches.fileformat import FileRefused

LONGEST = (
    32 * 1024 * 1024
)  # characters of one object; a registered trial with all its results has some 5 million
MOST_NESTED = 200
_LONGEST_STRAY = 64 * 1024

_BROKEN = re.compile(r"[\udc80-\udcff]")
_ESCAPED_CONTROL = re.compile(r"\\u(?:00[01]|[dD][89a-fA-F])")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\ud800-\udfff]")
_NEXT_BRACKET = re.compile(r'[^"{}\[\]]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"{}\[\]]*+)*+([{}\[\]])', re.DOTALL)
_KEY_BEFORE = re.compile(r'"([^"\\]{1,60})"\s*:\s*\Z')
_BETWEEN = " \t\r\n,[]\ufeff\x1e"


class Kind(Enum):
    RECORD = "record"
    FRAME = "frame"
    STRAY = "stray"
    CUT_OFF = "cut off"


class Piece(NamedTuple):
    """The text of one object; of what stands around the records and says something about the file (``FRAME``); or
    of what should not be there. ``line`` is where it begins."""

    kind: Kind
    text: str
    line: int


class Cutter:
    """Fed a text in any portions. Records are the objects that follow one another, those in the outermost list,
    and those in a list that is the value of one of ``keys`` of the outermost object (or of an object in it)."""

    def __init__(self, keys: frozenset[str]) -> None:
        self._keys = keys
        self._buffer, self._at, self._start, self._line = "", 0, 0, 1
        self._open: list[str] = []  # brackets; "*" is a list of records
        self._record = -1  # how many brackets were open when it began; -1 between records

    def feed(self, text: str) -> Iterator[Piece]:
        self._buffer = self._buffer[self._start :] + text
        self._at -= self._start
        self._start = 0
        while found := _NEXT_BRACKET.match(self._buffer, self._at):
            self._at = found.end()
            yield from self._bracket(found[1], found.start(1))
        if len(self._buffer) - self._start > LONGEST:
            raise FileRefused(
                f"What begins at line {self._line} is no record: it goes on for more than {LONGEST // 1024**2} MB."
            )

    def rest(self) -> Iterator[Piece]:
        """What remains at the end of the file."""
        yield from self._take(len(self._buffer), Kind.CUT_OFF if self._record >= 0 else Kind.STRAY)

    def _bracket(self, bracket: str, at: int) -> Iterator[Piece]:
        if bracket in "}]":
            yield from self._close(at + 1)
            return
        around = Kind.FRAME if "{" in self._open else Kind.STRAY
        among_records = self._record < 0 and (not self._open or self._open[-1] == "*")
        if bracket == "[" and (among_records or self._is_value_of_key(at)):
            yield from self._take(at + 1, around)
            self._record, bracket = -1, "*"
        elif bracket == "{" and among_records:
            yield from self._take(at, around)
            self._record = len(self._open)
        self._open.append(bracket)
        if len(self._open) > MOST_NESTED:
            raise FileRefused(f"Line {self._line} is nested more than {MOST_NESTED} deep: this is no record.")

    def _close(self, end: int) -> Iterator[Piece]:
        if self._open:
            self._open.pop()
        if len(self._open) == self._record:
            yield from self._take(end, Kind.RECORD)
            self._record = -1
        elif self._record < 0 and not self._open:
            yield from self._take(end, Kind.FRAME)

    def _is_value_of_key(self, at: int) -> bool:
        key = _KEY_BEFORE.search(self._buffer, max(self._start, at - 80), at)
        return bool(key and key[1] in self._keys and self._open in (["{"], ["{", "{"]))

    def _take(self, end: int, kind: Kind) -> Iterator[Piece]:
        text = self._buffer[self._start : end]
        blank = len(text) - len(text.lstrip(_BETWEEN if kind is not Kind.RECORD else None))
        line = self._line + text.count("\n", 0, blank)
        self._line += text.count("\n")
        self._start = end
        if kind is Kind.STRAY:
            text = text.strip(_BETWEEN)[:_LONGEST_STRAY]
        if text.strip(_BETWEEN):
            yield Piece(kind, text, line)


Describe = Callable[[dict[str, Any]], tuple[Description | None, list[str]]]
"""Reads one record: what it says, and sentences on what could not be read."""


def read(
    stream: BinaryIO,
    keys: frozenset[str],
    describe: Describe,
    of_frame: Callable[[str], str] = lambda text: "",
) -> Iterator[Received]:
    """Every record. ``of_frame`` says what is wrong with the file by what stands around its records: the last record
    tells it."""
    waiting: Received | None = None
    whole_file = ""
    for piece in _pieces(stream, keys):
        if piece.kind is Kind.FRAME:
            whole_file = whole_file or of_frame(piece.text)
            continue
        if waiting:
            yield waiting
        waiting = _received(piece, describe)
    if waiting:
        yield replace(waiting, problem=" ".join(filter(None, (waiting.problem, whole_file))))


def _pieces(stream: BinaryIO, keys: frozenset[str]) -> Iterator[Piece]:
    cutter = Cutter(keys)
    for portion in decoding.portions(stream):
        yield from cutter.feed(portion)
    yield from cutter.rest()


def _received(piece: Piece, describe: Describe) -> Received:
    raw = piece.text.encode(errors="surrogateescape")
    text, damaged = piece.text, False
    if _BROKEN.search(text):
        text, damaged = decoding.mended(raw, "cp1252")
    description: Description | None = None
    if piece.kind is Kind.STRAY:
        problems = ["This stands where only records should and is none."]
    elif piece.kind is Kind.CUT_OFF:
        problems = []
    else:
        description, problems = _read(text, describe)
    cut = piece.kind is Kind.CUT_OFF
    return rows.row([raw], piece.line, description, problems, damaged=damaged, cut=cut)


def _read(text: str, describe: Describe) -> tuple[Description | None, list[str]]:
    try:
        found = json.loads(text, parse_constant=lambda name: None)  # NaN and Infinity are no JSON
    except ValueError as error:  # also a number of 5,000 digits
        return None, [f"It is not well-formed JSON: {error}."]
    return describe(_without_controls(found) if _ESCAPED_CONTROL.search(text) else found)


def _without_controls(value: Any) -> Any:
    """Without the characters that JSON can write and no database stores."""
    if isinstance(value, str):
        return _CONTROL.sub("", value)
    if isinstance(value, list):
        return [_without_controls(one) for one in value]
    if isinstance(value, dict):
        return {_CONTROL.sub("", name): _without_controls(one) for name, one in value.items()}
    return value
