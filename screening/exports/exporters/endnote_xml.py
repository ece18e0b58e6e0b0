"""Citations for EndNote."""

from __future__ import annotations

from typing import ClassVar

from screening.exports.citations import CitationExporter
from screening.exports.exporter import EXPORTERS
from screening.exports.writing.endnote_xml import endnote_xml


@EXPORTERS.register
class EndNoteXml(CitationExporter):
    key: ClassVar[str] = "endnote_xml"
    label: ClassVar[str] = "Citations (EndNote XML)"
    about: ClassVar[str] = "For EndNote, with every field in its place."
    extension: ClassVar[str] = "xml"
    content_type: ClassVar[str] = "application/xml; charset=utf-8"
    text = staticmethod(endnote_xml)
