"""EndNote's XML, which Zotero, Bookends, Reference Manager and others write too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from screening.records.description import Received
from screening.searches import cutting
from screening.searches.block import Block
from screening.searches.cutting import Cutter, Kind, Piece, Shape
from screening.searches.endnote.elements import fields, parse
from screening.searches.endnote.record import describe
from screening.searches.fileformat import FORMATS, FileRefused
from screening.searches.rows import row

_RECORDS = Shape(
    tag=re.compile(rb"<(/?+)(record)(?:\s[^<>]*)?>"),
    frame=cutting.frame("xml", "records"),
    opening=re.compile(rb"<records[\s>]"),
)
_OPENS = re.compile(r"<records?[\s>]")
_OWN = re.compile(r"<(?:ref-type|source-app|rec-number|contributors|titles|electronic-resource-num)[\s>/]")


@FORMATS.register
class EndNoteXml:
    """``raw`` are the bytes of the record's element, in UTF-8 whatever the file was written in."""

    key: ClassVar[str] = "endnote_xml"
    label: ClassVar[str] = "EndNote XML"
    extensions: ClassVar[tuple[str, ...]] = (".xml",)

    def recognises(self, head: str) -> float:
        return 0.95 if _OPENS.search(head) and len(set(_OWN.findall(head))) > 1 else 0.0

    def read(self, stream: BinaryIO) -> Iterator[Received]:
        before: list[Piece] = []  # of interest only if a record follows
        found = False
        for piece in Cutter(_RECORDS).cut(stream):
            before.append(piece)
            found = found or piece.kind is not Kind.STRAY
            if found:
                yield from map(_received, before)
                before.clear()
        if not found:
            raise FileRefused("There is no record of EndNote in this file.")


def _received(piece: Piece) -> Received:
    if piece.kind is Kind.STRAY:
        return row([piece.raw], piece.line, None, [cutting.STRAY])
    text, damaged = _decoded(piece.raw)
    element, problem = parse(text)
    if piece.kind is Kind.CUT_OFF:
        problem = cutting.CUT_OFF
    block = Block(piece.line, "", [piece.raw])
    for path, lines in fields(element) if element is not None else ():
        block.add(path, lines)
    block.end()
    description, problems = describe(block)
    return row(block.raw, block.line, description, [problem] * bool(problem) + problems, damaged=damaged)


def _decoded(raw: bytes) -> tuple[str, bool]:
    try:
        return raw.decode(), False
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
        return text, "\ufffd" in text
