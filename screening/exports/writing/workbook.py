"""Citations as an Excel workbook: every cell is text, none a formula."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from tempfile import TemporaryFile
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.writer.excel import ExcelWriter

from screening.exports.writing.entry import Entry
from screening.exports.writing.table import HEAD, rows
from screening.lib.spreadsheet import FORMULA

LONGEST = 32_767  # characters in a cell: Excel's limit
_CHUNK = 256 * 1024
_BEGINNING = datetime(1980, 1, 1)  # noqa: DTZ001 - of the zip format's time, which knows no zones


class _Undated(ZipFile):
    """An archive whose bytes depend on what is in it, not on when it was made."""

    def writestr(self, name: Any, data: Any, *args: Any) -> None:
        super().writestr(self._entry(str(name)), data)

    def write(self, filename: Any, arcname: Any = None, *args: Any) -> None:
        with open(filename, "rb") as source, self.open(self._entry(str(arcname)), "w") as target:
            shutil.copyfileobj(source, target)

    def _entry(self, name: str) -> ZipInfo:
        entry = ZipInfo(name)
        entry.compress_type = ZIP_DEFLATED
        return entry


def xlsx(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The whole workbook is made in a file on disk, row by row, before its first byte goes out."""
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = _BEGINNING
    sheet = book.create_sheet("Citations")
    sheet.freeze_panes = "B2"
    for row in chain([HEAD], rows(entries)):
        sheet.append([_cell(sheet, text) for text in row])
    with TemporaryFile() as file:
        ExcelWriter(book, _Undated(file, "w", ZIP_DEFLATED)).save()
        file.seek(0)
        yield from iter(lambda: file.read(_CHUNK), b"")


def _cell(sheet: Any, text: str) -> WriteOnlyCell | None:
    """Text even where it begins as a formula does, and still text when somebody edits the cell in Excel."""
    if not text:
        return None
    cell = WriteOnlyCell(sheet, text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")
    cell.data_type = "s"
    if FORMULA.match(text):
        cell.quotePrefix = True
    return cell
