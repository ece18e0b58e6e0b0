"""From the bytes of one record to what it says. No DTD, no entities, no network: lxml sees one element."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html.entities import html5

from lxml import etree

from screening.lib.xml_faults import fault
from screening.records.description import Received
from screening.searches import cutting
from screening.searches.cutting import Cutter, Kind, Piece
from screening.searches.pubmed.article import describe
from screening.searches.pubmed.elements import PUBMED

PARSER = etree.XMLParser(
    encoding="utf-8",
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)
_PREFIX = re.compile(rb"""\sxmlns:([\w.-]+)\s*=\s*("[^"<]*"|'[^'<]*')""")
_USUAL_PREFIXES = {
    b"mml": b'"http://www.w3.org/1998/Math/MathML"',
    b"xlink": b'"http://www.w3.org/1999/xlink"',
}
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z]\w{1,30};)")
# anchored, so that a broken record never passes for one that it cites
_OWN_PMID = re.compile(rb"<(?:MedlineCitation|BookDocument)(?:\s[^>]*)?>\s*<PMID[^>]*>\s*(\d+)\s*</PMID>")

_PROBLEMS = {
    Kind.CUT_OFF: cutting.CUT_OFF,
    Kind.STRAY: cutting.STRAY,
}


def read_set(body: bytes) -> list[Received]:
    """Every record of a whole PubmedArticleSet, in order, and whatever stands between them."""
    cutter = Cutter(PUBMED)
    return [read_piece(piece, cutter.frame or b"") for piece in cutter.feed(body, last=True)]


def read_pieces(pieces: Sequence[Piece], frame: bytes = b"") -> Iterator[Received]:
    """Records as ``read_piece`` reads them. To parse some at once takes half as long as one by one."""
    elements = iter(_parse_together([piece.raw for piece in pieces if piece.kind is Kind.RECORD], frame))
    for piece in pieces:
        yield read_piece(piece, frame, next(elements, None) if piece.kind is Kind.RECORD else None)


def read_piece(piece: Piece, frame: bytes = b"", parsed: etree._Element | None = None) -> Received:
    """One record; unreadable, it keeps its bytes and, where it can be told, its PMID.

    ``frame`` is what stood before the first record: a prefix declared there may be used in any.
    """
    problem = "" if piece.kind is Kind.RECORD else _PROBLEMS[piece.kind]
    if not problem:
        try:
            description = describe(_parse(piece.raw, frame) if parsed is None else parsed)
        except etree.XMLSyntaxError as error:
            problem = f"The record is not well-formed XML: {fault(error)}."
        else:
            if description.pmid or description.title:
                return Received(piece.raw, description.pmid, description, line=piece.line)
            problem = "The record has neither a PMID nor a title."
    pmid = _OWN_PMID.search(piece.raw)
    return Received(piece.raw, pmid[1].decode() if pmid else "", problem=problem, line=piece.line)


def _parse(raw: bytes, frame: bytes) -> etree._Element:
    """``&nbsp;`` and its like, which other programs bring in, are HTML's: no other entity is known."""
    return etree.fromstring(b"%s%s</set>" % (_opening(frame), _ENTITY.sub(_character, raw)), PARSER)[0]


def _character(found: re.Match[bytes]) -> bytes:
    meant = html5.get(found[1].decode(errors="replace"))
    return html.escape(meant, quote=False).encode() if meant else found[0]


def _parse_together(raws: Sequence[bytes], frame: bytes) -> list[etree._Element]:
    """Nothing where one of them is broken, or the comment of one goes on in another."""
    try:
        found = list(etree.fromstring(b"%s%s</set>" % (_opening(frame), b"".join(raws)), PARSER))
    except etree.XMLSyntaxError:
        return []
    return found if len(found) == len(raws) else []


@lru_cache(maxsize=4)
def _opening(frame: bytes) -> bytes:
    prefixes = _USUAL_PREFIXES | dict(_PREFIX.findall(frame))
    return b"<set%s>" % b"".join(b" xmlns:%s=%s" % item for item in prefixes.items())
