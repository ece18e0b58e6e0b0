"""PubMed's own XML: what EFetch returns, PubMed's baseline files hold, and other programs save."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, ClassVar

from screening.records.description import Received
from screening.searches.cutting import Cutter, Kind, Piece
from screening.searches.fileformat import FORMATS, FileRefused
from screening.searches.pubmed.article import describe
from screening.searches.pubmed.elements import PUBMED
from screening.searches.pubmed.reading import read_pieces

_RECORDS = re.compile(r"<(?:Pubmed(?:Book)?Article(?:Set)?|MedlineCitation(?:Set)?)[\s>]")

_AT_ONCE = 128 * 1024  # bytes
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
        for pieces, begun in _portions(cutter, stream):
            read = read_pieces(pieces, cutter.frame or b"")
            for piece, received, own in zip(pieces, read, begun, strict=True):
                joined = own > sets and not received.problem
                sets = own if joined else sets
                before.append(replace(received, problem=_JOINED) if joined else received)
                found = found or piece.kind is not Kind.STRAY
                if found:
                    yield from before
                    before.clear()
        if not found:
            raise FileRefused(
                "There is no record of PubMed (PubmedArticle or PubmedBookArticle) in this file."
            )


def _portions(cutter: Cutter, stream: BinaryIO) -> Iterator[tuple[list[Piece], list[int]]]:
    """Some pieces at a time, and how many files had begun by each."""
    pieces: list[Piece] = []
    begun: list[int] = []
    size = 0
    for piece in cutter.cut(stream):
        pieces.append(piece)
        begun.append(cutter.sets)
        size += len(piece.raw)
        if size > _AT_ONCE:
            yield pieces, begun
            pieces, begun, size = [], [], 0
    yield pieces, begun
