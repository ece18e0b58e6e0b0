"""CSV and TSV: the tables that databases, reference managers and screening programs export."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from itertools import chain, islice
from typing import BinaryIO, ClassVar, NamedTuple

from screening.lib.decoding import Line
from screening.records.description import Received
from screening.searches.fileformat import FORMATS, Sample
from screening.searches.rows import text_lines
from screening.searches.tables import sideways
from screening.searches.tables.delimited import Row, Rows
from screening.searches.tables.reading import (
    SEARCHED,
    Header,
    best_header,
    guessed_header,
    no_header,
    records,
    sample,
)
from screening.searches.tables.sideways import lies_on_its_side

_DELIMITERS = (",", ";", "\t", "|")
_LOOKED_AT = 1024 * 1024  # bytes; a header of 16,000 columns has 130 kB
_OTHER = re.compile(r"\s*\ufeff?\s*(?:[\[{]\s*[\"{}\[\]]|<[?!A-Za-z])")  # JSON or XML of which we read none
_SAID = re.compile(r'\ufeff?"?sep=(.)"?,*')  # Excel's first line


class _Dialect(NamedTuple):
    delimiter: str
    first: list[Row]
    header: Header | None


@FORMATS.register
class Delimited:
    """Told by the names of its columns. ``mapping`` says for each column's name which field it holds."""

    key: ClassVar[str] = "csv"
    label: ClassVar[str] = "CSV or TSV"
    extensions: ClassVar[tuple[str, ...]] = (".csv", ".tsv", ".txt")

    def __init__(self, mapping: Mapping[str, str] | None = None) -> None:
        self._mapping = mapping

    def recognises(self, head: str) -> float:
        if _OTHER.match(head):
            return 0.0
        lines = (Line(number, b"", text) for number, text in enumerate(head.split("\n"), 1))
        found = _dialect(list(islice(lines, 2 * SEARCHED)), None)
        if lies_on_its_side(found.first):
            return 0.8
        return found.header.layout.certainty if found.header else 0.0

    def mapped(self, mapping: Mapping[str, str]) -> Delimited:
        return Delimited(mapping)

    def sample(self, stream: BinaryIO) -> Sample:
        found = _dialect(_first_lines(stream), self._mapping)
        return sample(found.first, found.header or guessed_header(found.first))

    def read(self, stream: BinaryIO) -> Iterator[Received]:
        start = stream.tell()
        found = _dialect(_first_lines(stream), self._mapping)
        stream.seek(start)
        lines = _without_saying(text_lines(stream))
        if not self._mapping and lies_on_its_side(found.first):
            yield from sideways.records(Rows(lines, found.delimiter))
        elif found.header:
            yield from records(Rows(lines, found.delimiter, found.header.width), found.header)
        else:
            raise no_header(found.first)


def _first_lines(stream: BinaryIO) -> list[Line]:
    return list(text_lines(BytesIO(stream.read(_LOOKED_AT))))


def _dialect(lines: list[Line], mapping: Mapping[str, str] | None) -> _Dialect:
    """The delimiter that gives the header with most known columns."""
    said = _SAID.fullmatch(lines[0].text) if lines else None
    candidates = []
    for delimiter in [said[1]] if said else _DELIMITERS:
        first = list(islice(Rows(_without_saying(lines), delimiter), SEARCHED))
        candidates.append(_Dialect(delimiter, first, best_header(first, mapping)))
    return max(candidates, key=_fit)


def _fit(dialect: _Dialect) -> tuple[int, int]:
    known = len(dialect.header.layout.fields) if dialect.header else 0
    return known, sum(len(row.cells) for row in dialect.first)


def _without_saying(lines: Iterable[Line]) -> Iterator[Line]:
    iterator = iter(lines)
    first = next(iterator, None)
    if first is None:
        return iter(())
    return iterator if _SAID.fullmatch(first.text) else chain([first], iterator)
