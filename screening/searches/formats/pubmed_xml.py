"""PubMed's own XML: what EFetch returns, PubMed's baseline files hold, and other programs save."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import BinaryIO, ClassVar

from screening.lib import decoding
from screening.records.description import Received
from screening.searches.fileformat import FORMATS, FileRefused
from screening.searches.pubmed.article import describe
from screening.searches.pubmed.elements import Cutter, Kind, Piece
from screening.searches.pubmed.reading import read_piece

_CHUNK = 1024 * 1024
_RECORDS = re.compile(
    r"<(?:PubmedArticleSet|PubmedArticle|PubmedBookArticle|MedlineCitationSet|MedlineCitation)[\s>]"
)
_DECLARED = re.compile(rb"""\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']""")

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
        cutter = Cutter()
        before: list[Received] = []  # of interest only if a record follows
        found, sets = False, 1
        for piece in _pieces(cutter, stream):
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


def _pieces(cutter: Cutter, stream: BinaryIO) -> Iterator[Piece]:
    for portion in _utf8(stream):
        yield from cutter.feed(portion)
    yield from cutter.feed(b"", last=True)


def _utf8(stream: BinaryIO) -> Iterator[bytes]:
    """The stream in portions of UTF-8. Raises ``FileRefused`` for an encoding that nobody knows."""
    head = stream.read(_CHUNK)
    encoding, mark = decoding.encoding_of(head[: decoding.HEAD])
    portions = chain([head[len(mark) :]], iter(lambda: stream.read(_CHUNK), b""))
    declared = _DECLARED.match(head)
    if declared and not mark and not declared[1].lower().startswith(b"utf"):  # a file in UTF-16 shows as such
        encoding = declared[1].decode()
    try:
        b" ".decode(encoding, "replace")
    except LookupError as error:
        raise FileRefused(
            f"The file says it is written in “{encoding}”, which is no known encoding."
        ) from error
    if encoding == "utf-8":
        yield from portions
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for portion in portions:
        yield decoder.decode(portion).encode()
