"""Excel workbooks (Office Open XML, ECMA-376), read row by row."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import islice
from typing import Any, BinaryIO, ClassVar
from xml.etree.ElementTree import ParseError
from zipfile import ZipFile

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from screening.records.description import Received
from screening.searches import unpacking
from screening.searches.fileformat import FORMATS, FileRefused, Sample
from screening.searches.tables.delimited import LONGEST_ROW, Row
from screening.searches.tables.reading import (
    SEARCHED,
    Header,
    best_header,
    guessed_header,
    no_header,
    records,
    sample,
)

_INSIDE = re.compile(rb"PK\x03\x04.{26}(?:xl/|\[Content_Types\]\.xml|_rels/|docProps/)", re.DOTALL)
_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PROLOG = 64 * 1024
_LARGEST = 400 * 1024**2  # bytes unpacked; openpyxl holds all the texts of a workbook in memory
_MOST_ROWS = 1_048_576  # Excel's own limit; a row's number may claim more
_MOST_CELLS = 50_000_000  # empty ones between filled ones included
_DAMAGED = (
    *unpacking.BROKEN,
    AttributeError,
    IndexError,
    KeyError,
    TypeError,
    ParseError,
    etree.XMLSyntaxError,
    InvalidFileException,
)

warnings.filterwarnings(
    "ignore", module="openpyxl"
)  # about styles and extensions, which say nothing about records


@FORMATS.register
class Workbook:
    """Every visible sheet that has a column we know; hidden ones only where no visible one has. Formulas are text.

    ``raw`` is the row as CSV; ``line`` the number of the row.
    """

    key: ClassVar[str] = "xlsx"
    label: ClassVar[str] = "Excel workbook"
    extensions: ClassVar[tuple[str, ...]] = (".xlsx",)

    def __init__(self, mapping: Mapping[str, str] | None = None) -> None:
        self._mapping = mapping

    def recognises(self, head: str) -> float:
        return 0.0

    def recognises_bytes(self, head: bytes) -> bool:
        return bool(_INSIDE.match(head)) and b"word/" not in head and b"ppt/" not in head

    def mapped(self, mapping: Mapping[str, str]) -> Workbook:
        return Workbook(mapping)

    def sample(self, stream: BinaryIO) -> Sample:
        firsts = [_first_rows(sheet) for sheet in _sheets(stream)]
        found = [(best_header(first, self._mapping) or guessed_header(first), first) for first in firsts]
        header, first = max(found, key=lambda pair: len(pair[0].layout.fields) if pair[0] else -1)
        return sample(first, header)

    def read(self, stream: BinaryIO) -> Iterator[Received]:
        sheets = _sheets(stream)
        known = [(sheet, header) for sheet in sheets if (header := self._header(sheet))]
        if not known:
            raise no_header([row for sheet in sheets for row in _first_rows(sheet)])
        shown = [(sheet, header) for sheet, header in known if sheet.sheet_state == "visible"]
        for sheet, header in shown or known:
            yield from records(_rows(sheet), header, sheet=True)

    def _header(self, sheet: Any) -> Header | None:
        found = best_header(_first_rows(sheet), self._mapping)
        return found if found and (self._mapping or found.layout.certainty) else None


def _sheets(stream: BinaryIO) -> list[Any]:
    """The sheets, of which there is at least one. Raises ``FileRefused``."""
    archive = unpacking.opened(stream, _LARGEST)
    if not any(name.startswith("xl/") for name in archive.namelist()):
        raise FileRefused("This is no Excel workbook.")
    with _refused_if_damaged():
        _refuse_declarations(archive)
        stream.seek(0)
        sheets = list(load_workbook(stream, read_only=True, keep_links=False).worksheets)
    if not sheets:
        raise FileRefused("There is no sheet in this workbook.")
    return sheets


def _first_rows(sheet: Any) -> list[Row]:
    return list(islice(_rows(sheet), SEARCHED))


def _refuse_declarations(archive: ZipFile) -> None:
    """Nothing that Excel writes declares a document type; what does may want entities expanded."""
    for inside in archive.infolist():
        if inside.filename.lower().endswith((".xml", ".rels")):
            with archive.open(inside) as part:
                if _DECLARES.search(part.read(_PROLOG).replace(b"\0", b"")):
                    raise FileRefused(
                        "This workbook holds a document type declaration, which no workbook needs."
                    )


def _rows(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # what the file says of them is wrong too often
    width = 0
    with _refused_if_damaged():
        for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
            width += len(values)
            if number > _MOST_ROWS or width > _MOST_CELLS:
                raise FileRefused(
                    f"\u201c{sheet.title}\u201d has more rows and columns than a table of records."
                )
            cells = ["" if value is None else _text(value) for value in values]
            while cells and not cells[-1]:
                cells.pop()
            raw = _as_csv(cells)
            if len(raw) > LONGEST_ROW:
                raise FileRefused(f"Row {number} is too long for a row of a table.")
            yield Row(number, raw, cells)


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _as_csv(cells: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().encode(errors="replace")


@contextmanager
def _refused_if_damaged() -> Iterator[None]:
    try:
        yield
    except FileRefused:
        raise
    except _DAMAGED as error:
        raise FileRefused(
            "This workbook is damaged or incomplete: save it again as .xlsx, or as CSV."
        ) from error
