"""Citations for LaTeX."""

from __future__ import annotations

from typing import ClassVar

from screening.exports.citations import CitationExporter
from screening.exports.exporter import EXPORTERS
from screening.exports.writing.bibtex import bibtex


@EXPORTERS.register
class BibTeX(CitationExporter):
    key: ClassVar[str] = "bibtex"
    label: ClassVar[str] = "Citations (BibTeX)"
    about: ClassVar[str] = "For LaTeX, JabRef and BibDesk."
    extension: ClassVar[str] = "bib"
    content_type: ClassVar[str] = "application/x-bibtex; charset=utf-8"
    text = staticmethod(bibtex)
