"""RIS as Zotero and EndNote write it themselves: one tag a line, nothing wrapped, CRLF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from screening.exports.writing.entry import Entry, inverted, one_line
from screening.exports.writing.kinds import Kind, kind_of, types_of
from screening.records.description import Description

_CODES = {
    Kind.ARTICLE: "JOUR",
    Kind.BOOK: "BOOK",
    Kind.CHAPTER: "CHAP",
    Kind.CONFERENCE: "CPAPER",
    Kind.THESIS: "THES",
    Kind.REPORT: "RPRT",
    Kind.OTHER: "GEN",
}
# the type codes of the specification of 2011
_SPECIFIED = frozenset(
    """
    ABST ADVS AGGR ANCIENT ART BILL BLOG BOOK CASE CHAP CHART CLSWK COMP CONF CPAPER CTLG DATA DBASE DICT EBOOK
    ECHAP EDBOOK EJOUR ELEC ENCYC EQUA FIGURE GEN GOVDOC GRANT HEAR ICOMM INPR JFULL JOUR LEGAL MANSCPT MAP MGZN
    MPCT MULTI MUSIC NEWS PAMP PAT PCOMM RPRT SER SLIDE SOUND STAND STAT THES UNBILL UNPB VIDEO WEB
    """.split()  # noqa: SIM905
)
_RANGE = re.compile(r"([^\s,;-]+)-([^\s,;-]+)")


def ris(entries: Iterable[Entry]) -> Iterator[str]:
    """Record by record."""
    for entry in entries:
        lines = [f"{tag}  - {text}" for tag, value in _tagged(entry) if (text := one_line(value))]
        yield "\r\n".join([*lines, "ER  - ", "", ""])


def _tagged(entry: Entry) -> Iterator[tuple[str, object]]:
    d = entry.description
    code, *types = _types(d)
    yield "TY", code
    yield "TI", d.title
    yield from (("AU", inverted(author)) for author in d.authors)
    yield "PY", d.year
    yield "DA", d.date if d.date != str(d.year) else ""
    yield "T2", d.journal
    yield "J2", d.journal_abbreviation
    yield "VL", d.volume
    yield "IS", d.issue
    yield from _pages(d.pages)
    yield "SN", "; ".join((*d.issn, *d.isbn))
    yield "DO", d.doi
    yield from _numbers(d)
    yield "AB", d.abstract_text
    yield from (("KW", word) for word in (*d.keywords, *d.subjects))
    yield from (("LA", language) for language in d.languages)
    yield from (("M3", kind) for kind in types)
    yield "TT", d.vernacular_title
    yield "PB", d.publisher
    yield from (("UR", url) for url in _addresses(d))
    yield "N1", f"Found in: {'; '.join(entry.sources)}" if entry.sources else ""


def _types(d: Description) -> list[str]:
    """The code for TY, then every other type."""
    types = types_of(d)
    return types if types and types[0] in _SPECIFIED else [_CODES[kind_of(d)], *types]


def _pages(pages: str) -> Iterator[tuple[str, str]]:
    found = _RANGE.fullmatch(pages)
    if found and found[1] != found[2]:
        yield "SP", found[1]
        yield "EP", found[2]
    else:
        yield "SP", pages


def _numbers(d: Description) -> Iterator[tuple[str, str]]:
    """AN is the accession number of the database; the PMID stands in U1 as EndNote writes it for PubMed's records."""
    yield "AN", next((d.ids[name] for name in ("accession", "wos", "central") if d.ids.get(name)), "")
    yield "C2", d.pmcid
    yield "ID", d.nct
    yield "U1", f"{d.pmid}[pmid]" if d.pmid else ""
    yield "U2", d.ids.get("embase", "")


def _addresses(d: Description) -> Iterator[str]:
    yield d.url
    scopus = d.ids.get("scopus", "")
    if scopus and scopus not in d.url:
        yield f"https://www.scopus.com/inward/record.uri?eid={scopus}"
