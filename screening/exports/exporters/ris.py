"""Citations for every reference manager."""

from __future__ import annotations

from typing import ClassVar

from screening.exports.citations import CitationExporter
from screening.exports.exporter import EXPORTERS
from screening.exports.writing.ris import ris


@EXPORTERS.register
class Ris(CitationExporter):
    key: ClassVar[str] = "ris"
    label: ClassVar[str] = "Citations (RIS)"
    about: ClassVar[str] = "For Zotero, EndNote, Mendeley and other screening tools, with abstracts."
    extension: ClassVar[str] = "ris"
    content_type: ClassVar[str] = "application/x-research-info-systems; charset=utf-8"
    text = staticmethod(ris)
