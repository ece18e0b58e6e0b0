"""PubMed's own XML: what EFetch returns, PubMed's baseline files hold, and other programs save."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, ClassVar

from screening.records.description import Received
from screening.searches.cutting import Cutter, Kind
from screening.searches.fileformat import FORMATS, FileRefused
from screening.searches.pubmed.article import describe
from screening.searches.pubmed.elements import PUBMED
from screening.searches.pubmed.reading import read_piece

_RECORDS = re.compile(
    r"<(?:PubmedArticleSet|PubmedArticle|PubmedBookArticle|MedlineCitationSet|MedlineCitation)[\s>]"
)

_JOINED = "Another PubMed file begins with this record: several seem to have been joined. It was read."

__all__ = ["PubMedXml", "describe"]


@FORMATS.register
class PubMedXml:
    """``raw`` are the bytes of the record's element, in UTF-8 whatever the file was written in."""

    key: ClassVar[str] = "pubmed_xml"
    label: ClassVar[str] = "PubMed XML"
    extensions: ClassVar[tuple[str, ...]] = (".xml",)

    def recognises(self, head: str) -> float:
        return 0.98 if _RECORDS.search(head) else 0.0

    def read(self, stream: BinaryIO) -> Iterator[Received]:
        cutter = Cutter(PUBMED)
        before: list[Received] = []  # of interest only if a record follows
        found, sets = False, 1
        for piece in cutter.cut(stream):
            received = read_piece(piece, cutter.frame or b"")
            if cutter.sets > sets and not received.problem:
                received = replace(received, problem=_JOINED)
                sets = cutter.sets
            before.append(received)
            found = found or piece.kind is not Kind.STRAY
            if found:
                yield from before
                before.clear()
        if not found:
            raise FileRefused(
                "There is no record of PubMed (PubmedArticle or PubmedBookArticle) in this file."
            )
