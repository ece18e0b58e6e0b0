"""The citations with their sources and outcomes, for Excel."""

from __future__ import annotations

from typing import ClassVar

from screening.exports.citations import CitationExporter
from screening.exports.exporter import EXPORTERS
from screening.exports.writing.workbook import xlsx


@EXPORTERS.register
class CitationsXlsx(CitationExporter):
    key: ClassVar[str] = "citations_xlsx"
    label: ClassVar[str] = "Citations (Excel)"
    about: ClassVar[str] = "The same table as an Excel workbook; no cell is a formula."
    extension: ClassVar[str] = "xlsx"
    content_type: ClassVar[str] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    text = staticmethod(xlsx)
