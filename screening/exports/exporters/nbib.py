"""Citations as PubMed would save them."""

from __future__ import annotations

from typing import ClassVar

from screening.exports.citations import CitationExporter
from screening.exports.exporter import EXPORTERS
from screening.exports.writing.nbib import nbib


@EXPORTERS.register
class Nbib(CitationExporter):
    key: ClassVar[str] = "nbib"
    label: ClassVar[str] = "Citations (PubMed NBIB)"
    about: ClassVar[str] = "For programs that read what PubMed saves."
    extension: ClassVar[str] = "nbib"
    content_type: ClassVar[str] = "application/nbib; charset=utf-8"
    text = staticmethod(nbib)
