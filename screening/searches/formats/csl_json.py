"""CSL-JSON, which Zotero, Mendeley, Paperpile, pandoc and Crossref write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from screening.records.description import Received
from screening.searches import json_objects
from screening.searches.csl.item import describe
from screening.searches.fileformat import FORMATS

_LISTS = frozenset({"items"})
_BEGINS = re.compile(r"\s*\ufeff?\s*[\[{]")
_OWN = re.compile(
    r'"(container-title|issued|date-parts|DOI|family|citation-key|page|genre|publisher-place)"\s*:'
)
_TYPE = re.compile(
    r'"type"\s*:\s*"(?:article|bill|book|chapter|dataset|document|entry|legislation|manuscript|motion_picture|pamphlet'
    r"|paper-conference|patent|periodical|personal_communication|post|report|review|software|song|speech|standard"
    r'|thesis|treaty|webpage|journal-article|proceedings-article|posted-content)\b[\w-]*"'
)


@FORMATS.register
class CslJson:
    """A list of items, one item, or items that follow one another; Crossref's answers too."""

    key: ClassVar[str] = "csl_json"
    label: ClassVar[str] = "CSL-JSON"
    extensions: ClassVar[tuple[str, ...]] = (".json",)

    def recognises(self, head: str) -> float:
        if not _BEGINS.match(head):
            return 0.0
        signs = len(set(_OWN.findall(head))) + 2 * bool(_TYPE.search(head))
        return 0.9 if signs > 3 else 0.6 if signs > 1 and '"title"' in head else 0.0

    def read(self, stream: BinaryIO) -> Iterator[Received]:
        return json_objects.read(stream, _LISTS, describe)
