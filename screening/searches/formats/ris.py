"""RIS, the exchange format that most databases and reference managers write, each in its own way.

Tags: Research Information Systems' specifications of 2001 and 2011, which disagree; where they do, what the
exporting programs write decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from screening.lib import identifiers
from screening.records.abstracts import sections
from screening.records.dates import year_in
from screening.records.description import Author, Description, Received
from screening.records.names import author
from screening.records.pages import page_range
from screening.records.retraction import is_retracted
from screening.searches.fileformat import FORMATS
from screening.searches.tagged import Block, Dialect, received

_READ = frozenset(
    """
    TY ER TI T1 CT BT AU A1 PY Y1 DA JF T2 JO JA J2 J1 J9 JI VL IS SP EP PG C7 DO DI AB KW SN LA PB UR AN
    """.split()  # noqa: SIM905
)
_KNOWN = _READ | frozenset(
    """
    T3 ST TT A2 A3 A4 ED Y2 N1 N2 L1 L2 L3 L4 LK ID DB DP AD CY PP PU C1 C2 C3 C4 C5 C6 C8 U1 U2 U3 U4 U5
    M1 M2 M3 LB RN CN ET NV OP RI RP SE PT PMID
    """.split()  # noqa: SIM905
)
_PROSE = frozenset({"AB", "N1", "N2"})
_TAG = re.compile(r"([ \t\xa0\ufeff]*)(PMID|[A-Za-z][A-Za-z0-9])([ \t\xa0]*)-([ \t\xa0]|$)?(.*)", re.DOTALL)
_BEGINS = re.compile(r"^[ \t\xa0\ufeff]*TY[ \t\xa0]*-", re.IGNORECASE | re.MULTILINE)
_STANDARD = re.compile(r"^[A-Z][A-Z0-9]  -(?: |$)", re.MULTILINE)
_DOI_ADDRESS = re.compile(r"doi\.org/|/doi/|\bdoi[=:]", re.IGNORECASE)
_MARKED_PMID = re.compile(r"pmid|pubmed", re.IGNORECASE)
_MEDLINE = re.compile(r"medline|pubmed|\bnlm\b", re.IGNORECASE)
_SCOPUS = re.compile(r"\beid=(2-s2\.0-\d+)")
_ARTICLE_NUMBER = re.compile(r"[A-Za-z]{0,3}\d+")
_NO_ABSTRACT = re.compile(r"\[?no abstract(?: is)?(?: available)?\.?\]?", re.IGNORECASE)


def _tag(text: str, block: Block | None) -> tuple[str, str] | None:
    """Two blanks before the hyphen make any tag. With fewer it must be a known one, written as carelessly as
    the record's own first line or outside prose: ``T1 - weighted`` in an abstract is no tag."""
    found = _TAG.match(text)
    if not found:
        return ("ER", "") if text.strip() == "ER" and block else None
    _, written, gap, blank, value = found.groups()
    tag = written.upper()
    if _width(gap) > 1:
        return (tag, value) if tag == written or tag in _KNOWN else None
    if tag == "TY" and (blank is not None or block is None or block.closed):
        return tag, value
    if block is None or tag not in _KNOWN or (tag == "ER" and value.strip()):
        return None
    own_width = _opening_width(block)
    if own_width < 2:
        return (tag, value) if blank is not None or own_width == 0 else None
    careless = tag == written and blank is not None and block.fields[-1].tag not in _PROSE
    return (tag, value) if careless else None


def _width(gap: str) -> int:
    return len(gap.replace("\t", "  "))


def _opening_width(block: Block) -> int:
    found = _TAG.match(block.opening)
    return _width(found[3]) if found else 2


_DIALECT = Dialect(tag=_tag, begins=lambda tag, block: tag == "TY", closing="ER", closing_ends=True)


@FORMATS.register
class Ris:
    """Any program's RIS; tags in lower case, indented or with one blank are read too."""

    key: ClassVar[str] = "ris"
    label: ClassVar[str] = "RIS"
    extensions: ClassVar[tuple[str, ...]] = (".ris", ".txt")

    def recognises(self, head: str) -> float:
        if found := _BEGINS.search(head):
            return 0.9 if head[: found.start()].strip("\ufeff \t\r\n") else 0.97
        return 0.5 if len(_STANDARD.findall(head)) > 2 else 0.0

    def read(self, stream: BinaryIO) -> Iterator[Received]:
        return received(stream, _DIALECT, _describe)


def _describe(block: Block) -> tuple[Description | None, list[str]]:
    problems = []
    if block.fields[0].tag != "TY":
        problems.append("It does not begin with a TY line: something before it may be missing.")
    if not any(found.value for found in block.fields if found.tag not in ("TY", "ER")):
        return None, [*problems, "It is empty."]
    year = next((y for tag in ("PY", "DA", "Y1") for v in block.values(tag) if (y := year_in(v))), None)
    written = block.first("PY", "Y1")
    if year is None and any(character.isdigit() for character in written):
        problems.append(f"The year \u201c{written[:40]}\u201d could not be read.")
    title = next(iter(block.values("TI", "T1")), "") or block.first("CT", "BT")
    types = (*block.values("TY"), *(v for v in block.values("M3", "PT") if not identifiers.doi(v)))
    journal = block.first("JF", "T2", "JO", "JA", "J2", "J1", "BT")
    numbers = " ".join(block.values("SN"))
    abstract, notes = _abstract(block)
    description = Description(
        title=title,
        authors=_authors(block),
        year=year,
        date=block.first("DA", "PY", "Y1"),
        journal="" if journal == title else journal,
        journal_abbreviation=block.first("JA", "J2", "JI", "J9", "J1", "JO"),
        volume=block.first("VL"),
        issue=block.first("IS"),
        pages=_pages(block),
        doi=_doi(block),
        pmid=_pmid(block),
        pmcid=identifiers.pmcid(block.first("C2") or " ".join(block.values("U2", "UR"))),
        nct=_nct(block),
        issn=identifiers.issns(numbers),
        isbn=identifiers.isbns(numbers),
        abstract=sections(abstract),
        keywords=_keywords(block),
        languages=block.values("LA"),
        types=types,
        url=next(
            (v.split()[0] for v in block.values("UR", "LK") if v.startswith(("http://", "https://"))), ""
        ),
        publisher=block.first("PB"),
        retracted=is_retracted(title, types),
        ids=_ids(block),
        extra=block.others(_READ) | notes,
    )
    return description, problems


def _authors(block: Block) -> tuple[Author, ...]:
    """AU and A1 in the order of the file; editors (A2, ED) are not authors."""
    names = (name for value in block.values("AU", "A1") for name in re.split(r";\s", value))
    return tuple(found for name in names if (found := author(name)))


def _abstract(block: Block) -> tuple[str, dict[str, list[str]]]:
    """AB; N2 where there is no AB, otherwise N2 is a note."""
    own, second = ([v for f in block.all(tag) if (v := f.paragraphs)] for tag in ("AB", "N2"))
    text = "\n\n".join(own or second)
    return "" if _NO_ABSTRACT.fullmatch(text) else text, {"N2": second if own else []} if second else {}


def _pages(block: Block) -> str:
    pages = page_range(block.first("SP"), block.first("EP"))
    number = block.first("C7")
    return pages or block.first("PG") or (number if _ARTICLE_NUMBER.fullmatch(number) else "")


def _keywords(block: Block) -> tuple[str, ...]:
    """One a line (EndNote lists them under one KW) or several between semicolons."""
    words = (" ".join(w.split()) for f in block.all("KW") for line in f.lines for w in line.split(";"))
    return tuple(dict.fromkeys(word for word in words if word))


def _doi(block: Block) -> str:
    """DO; L3 (EBSCO) and M3; then links, but only those that say they are a DOI's."""
    named = [value for tag in ("DO", "DI", "L3", "M3") for value in block.values(tag)]
    links = [v for tag in ("UR", "L2", "LK", "L1") for v in block.values(tag) if _DOI_ADDRESS.search(v)]
    notes = [v for v in block.values("N1") if v.lower().startswith("doi")]
    return next((found for value in named + links + notes if (found := identifiers.doi(value))), "")


def _pmid(block: Block) -> str:
    """Where a PMID is marked as one, Embase's C5, and the accession number where the database is MEDLINE."""
    marked = block.values("C3", "C5", "U1", "U2", "AN", "ID", "N1", "UR")
    candidates = [*block.values("PMID"), *(value for value in marked if _MARKED_PMID.search(value))]
    database = " ".join(block.values("DB", "DP"))
    if "embase" in database.lower():
        candidates += block.values("C5")
    elif _MEDLINE.search(database):
        candidates += [*block.values("AN"), *block.values("ID")]
    return next((found for value in candidates if (found := identifiers.pmid(value))), "")


def _nct(block: Block) -> str:
    own = [v for v in block.values("AN", "ID") if v.upper().startswith("NCT")]
    own += [v for v in block.values("UR") if "clinicaltrials.gov" in v]
    return next((found for value in own if (found := identifiers.nct(value))), "")


def _ids(block: Block) -> dict[str, str]:
    accession = block.first("AN")
    embase = next((v for v in block.values("U2") if re.fullmatch(r"L\d+", v)), "")
    scopus = _SCOPUS.search(" ".join(block.values("UR")))
    found = {
        "accession": accession,
        "wos": accession if accession.startswith("WOS:") else "",
        "central": accession if accession.startswith("CN-") else "",
        "embase": embase,
        "scopus": scopus[1] if scopus else "",
    }
    return {key: value for key, value in found.items() if value}
