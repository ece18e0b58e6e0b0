"""The citations with their sources and outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from screening.exports.citations import CitationExporter
from screening.exports.exporter import EXPORTERS
from screening.exports.writing.entry import Entry
from screening.exports.writing.table import HEAD, rows
from screening.lib.spreadsheet import csv_lines


@EXPORTERS.register
class CitationsCsv(CitationExporter):
    key: ClassVar[str] = "citations_csv"
    label: ClassVar[str] = "Citations (CSV)"
    about: ClassVar[str] = "For spreadsheets: with the sources and the outcome at each stage."
    extension: ClassVar[str] = "csv"
    content_type: ClassVar[str] = "text/csv; charset=utf-8"

    @staticmethod
    def text(entries: Iterable[Entry], /) -> Iterator[str]:
        return csv_lines(HEAD, rows(entries))
