"""RefWorks' tagged format, which publishers and Chinese databases (CNKI) write too.

Tags: https://knowledge.exlibrisgroup.com/RefWorks/Legacy_RefWorks ("RefWorks Tagged Format").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from screening.lib import identifiers
from screening.records.abstracts import sections
from screening.records.accessions import accession_ids
from screening.records.dates import year_in
from screening.records.description import Description, Received
from screening.records.pages import page_range
from screening.records.retraction import is_retracted
from screening.searches.block import Block, ends_empty, first_found
from screening.searches.endnote.names import person
from screening.searches.fileformat import FORMATS
from screening.searches.rows import EMPTY
from screening.searches.tagged import Dialect, received

_READ = frozenset("RT T1 A1 YR FD JF JO VO IS SP OP K1 AB PB SN LA AN DO OT".split())  # noqa: SIM905
_KNOWN = _READ | frozenset(
    """
    A2 A3 A4 A5 A6 AD AV CA CL CN CR CT DB DS ED ER FL ID IP JA LK LL NO OL PI PM PP RD SE SF SL SR ST T2 T3
    TA U1 U2 U3 U4 U5 U6 U7 U8 U9 UL VL WP WT WV
    """.split()  # noqa: SIM905
)
_PROSE = frozenset({"AB", "NO", "T1"})
_TAG = re.compile(
    r"\ufeff?([A-Z][A-Z0-9]|vo)(?:  -)?(?:[ \t](.*)|\s*)", re.DOTALL
)  # "vo" is how CNKI writes VO
_TYPE = re.compile(
    r"(?:Abstract|Artwork|Bill|Book|Case|Computer|Conference|Dissertation|Generic|Grant|Hearing|Journal|Laws"
    r"|Magazine|Map|Monograph|Motion|Music|Newspaper|Online|Patent|Personal|Report|Sound|Thesis|Unpublished"
    r"|Video|Web)\b"
)
_BEGINS = re.compile(r"^\ufeff?RT(?:  -)?[ \t]+[A-Z]", re.MULTILINE)
_STANDARD = re.compile(r"^(SR|ID|A1|T1|JF|JO|YR|VO|IS|SP|OP|K1|AB|DS|UL|LK|DO)(?:  -)?[ \t]+\S", re.MULTILINE)
_MEDLINE = re.compile(r"medline|pubmed|\bnlm\b", re.IGNORECASE)


def _tag(text: str, block: Block | None) -> tuple[str, str] | None:
    """In prose only known tags count, and ``RT`` only before a type of reference."""
    found = _TAG.fullmatch(text)
    if not found:
        return None
    tag, value = found[1].upper(), found[2] or ""
    if block is None or block.tag not in _PROSE:
        return tag, value
    genuine = tag in _KNOWN and (tag != "RT" or ends_empty(block.lines) or _TYPE.match(value))
    return (tag, value) if genuine else None


def _begins(tag: str, block: Block) -> bool:
    return tag == "RT"


_DIALECT = Dialect(tag=_tag, begins=_begins, closing="ER", closing_ends=False)


@FORMATS.register
class RefWorks:
    key: ClassVar[str] = "refworks"
    label: ClassVar[str] = "RefWorks tagged"
    extensions: ClassVar[tuple[str, ...]] = (".txt",)

    def recognises(self, head: str) -> float:
        return 0.95 if _BEGINS.search(head) and len(set(_STANDARD.findall(head))) > 1 else 0.0

    def read(self, stream: BinaryIO) -> Iterator[Received]:
        return received(stream, _DIALECT, _describe)


def _describe(block: Block) -> tuple[Description | None, list[str]]:
    if block.is_empty("RT"):
        return None, [EMPTY]
    title = block.first("T1")
    types = block.values("RT")
    numbers = " ".join(block.values("SN"))
    links = [word for value in block.values("UL", "LK") for word in value.split() if "://" in word]
    dois = [*block.values("DO"), *(link for link in links if "doi.org/" in link)]
    accession = block.first("AN")
    description = Description(
        title=title,
        vernacular_title=block.first("OT"),
        authors=tuple(found for name in block.items("A1") if (found := person(name))),
        year=year_in(block.first("YR")) or year_in(block.first("FD")),
        date=" ".join(block.values("FD", "YR")),
        journal=block.first("JF", "JO", "T2"),
        journal_abbreviation=block.first("JO"),
        volume=block.first("VO"),
        issue=block.first("IS"),
        pages=page_range(block.first("SP"), block.first("OP").rstrip("-")),
        doi=first_found(identifiers.doi, dois),
        pmid=_pmid(block),
        pmcid=identifiers.pmcid(" ".join(links)),
        issn=identifiers.issns(numbers),
        isbn=identifiers.isbns(numbers),
        abstract=sections(block.prose("AB")),
        keywords=block.listed("K1"),
        languages=block.values("LA"),
        types=types,
        url=next((link for link in links if link.startswith(("http://", "https://"))), ""),
        publisher=block.first("PB"),
        retracted=is_retracted(title, types),
        ids=accession_ids(accession),
        extra=block.others(_READ),
    )
    return description, []


def _pmid(block: Block) -> str:
    """Where a PMID is marked as one, and the accession number where the database is MEDLINE."""
    marked = [v for v in block.values("PM", "AN", "ID", "NO", "U1", "U2", "UL") if "pm" in v.lower()]
    candidates = [*block.values("PM"), *marked]
    if _MEDLINE.search(" ".join(block.values("DB", "DS", "SF"))):
        candidates += block.values("AN")
    return first_found(identifiers.pmid, candidates)
