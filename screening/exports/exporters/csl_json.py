"""Citations for programs that make reference lists."""

from __future__ import annotations

from typing import ClassVar

from screening.exports.citations import CitationExporter
from screening.exports.exporter import EXPORTERS
from screening.exports.writing.csl_json import csl_json


@EXPORTERS.register
class CslJson(CitationExporter):
    key: ClassVar[str] = "csl_json"
    label: ClassVar[str] = "Citations (CSL-JSON)"
    about: ClassVar[str] = "For pandoc, Zotero and programs."
    extension: ClassVar[str] = "json"
    content_type: ClassVar[str] = "application/vnd.citationstyles.csl+json"
    text = staticmethod(csl_json)
