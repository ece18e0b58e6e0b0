"""What a record of RIS says.

Tags: Research Information Systems' specifications of 2001 and 2011, which disagree; where they do, what the
exporting programs write decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from screening.lib import identifiers
from screening.records.abstracts import sections
from screening.records.accessions import accession_ids
from screening.records.dates import year_in
from screening.records.description import Author, Description, Section
from screening.records.names import author
from screening.records.pages import page_range
from screening.records.retraction import is_retracted
from screening.searches.block import Block, first_found, one_line
from screening.searches.rows import EMPTY

READ = frozenset(
    """
    TY ER TI T1 CT BT AU A1 PY Y1 DA JF T2 JO JA J2 J1 J9 JI VL IS SP EP PG C7 DO DI AB KW SN LA PB UR AN
    """.split()  # noqa: SIM905
)
KNOWN = READ | frozenset(
    """
    T3 ST TT A2 A3 A4 ED Y2 N1 N2 L1 L2 L3 L4 LK ID DB DP AD CY PP PU C1 C2 C3 C4 C5 C6 C8 U1 U2 U3 U4 U5
    M1 M2 M3 LB RN CN ET NV OP RI RP SE PT PMID
    """.split()  # noqa: SIM905
)
_NUMBERED = ("C2", "C3", "C5", "U1", "U2", "AN", "ID", "N1", "UR", "DB", "DP")
_TELLS_A_NUMBER = re.compile("pmid|pubmed|embase|medline|nlm|pmc|nct")
"""Hardly a record has a PMID, PMCID or NCT number: they are looked for where one of these words is in ``_NUMBERED``."""

_DOI_ADDRESS = re.compile(r"doi\.org/|/doi/|\bdoi[=:]", re.IGNORECASE)
_LINKS = frozenset({"UR", "L2", "LK", "L1"})
_MARKED_PMID = ("pmid", "pubmed")
_MEDLINE = re.compile(r"medline|pubmed|\bnlm\b")
_SCOPUS = re.compile(r"\beid=(2-s2\.0-\d+)")
_EMBASE = re.compile(r"L\d+")
_ARTICLE_NUMBER = re.compile(r"[A-Za-z]{0,3}\d+")
_NO_ABSTRACT = re.compile(r"\[?no abstract(?: is)?(?: available)?\.?\]?", re.IGNORECASE)


def describe(block: Block) -> tuple[Description | None, list[str]]:
    problems = []
    if next(iter(block.by_tag)) != "TY":
        problems.append("It does not begin with a TY line: something before it may be missing.")
    values = {name: read(block, *tags) for name, read, tags in _readers(tuple(block.by_tag))}
    title = values["title"] = values.get("title") or block.first("CT", "BT")
    if not title and block.is_empty("TY", "ER"):
        return None, [*problems, EMPTY]
    if _may_have_numbers(block):
        values.update(pmid=_pmid(block), pmcid=_pmcid(block), nct=_nct(block))
    if not values.get("year") and (written := block.first("PY", "Y1")) and re.search(r"\d", written):
        problems.append(f"The year \u201c{written[:40]}\u201d could not be read.")
    if values.get("journal") == title:
        values["journal"] = ""
    values["retracted"] = is_retracted(title, values.get("types", ()))
    return Description(**values), problems


@lru_cache(maxsize=1000)
def _readers(tags: tuple[str, ...]) -> list[tuple[str, Callable[..., Any], list[str]]]:
    """The fields of a record that has these tags, how each is read, and from which of them. Most records of a file
    have the same."""
    found = [
        (name, read, [tag for tag in own.split() if tag in tags]) for name, (read, own) in _FIELDS.items()
    ]
    found.append(("extra", _extra, [tag for tag in tags if tag not in READ]))
    return [one for one in found if one[2]]


def _authors(block: Block, *tags: str) -> tuple[Author, ...]:
    """AU and A1 in the order of the file; editors (A2, ED) are not authors."""
    names = block.in_order(*tags)
    if not block.tidy:
        names = list(map(one_line, names))
    if ";" in "".join(names):
        names = [part for name in names for part in re.split(r";\s", name)]
    return tuple(filter(None, map(author, names)))


def _year(block: Block, *tags: str) -> int | None:
    for text in block.texts(*tags):
        if found := year_in(text):
            return found
    return None


def _types(block: Block, *tags: str) -> tuple[str, ...]:
    """TY, then those written out. Mendeley has the DOI in M3."""
    if tags == ("TY",):
        return block.values("TY")
    return *block.values("TY"), *[v for v in block.values("M3", "PT") if not identifiers.doi(v)]


def _abstract(block: Block, *_: str) -> tuple[Section, ...]:
    """AB; N2 where there is no AB, otherwise N2 is a note."""
    text = block.prose("AB") or block.prose("N2")
    return () if _NO_ABSTRACT.fullmatch(text) else sections(text)


def _extra(block: Block, *tags: str) -> dict[str, list[str]]:
    found = block.each(tags)
    if "N2" in found and not block.prose("AB"):
        del found["N2"]
    return found


def _pages(block: Block, *_: str) -> str:
    pages = page_range(block.first("SP"), block.first("EP"))
    number = block.first("C7")
    return pages or block.first("PG") or (number if _ARTICLE_NUMBER.fullmatch(number) else "")


def _issns(block: Block, *tags: str) -> tuple[str, ...]:
    return identifiers.issns(" ".join(block.values(*tags)))


def _isbns(block: Block, *tags: str) -> tuple[str, ...]:
    return identifiers.isbns(" ".join(block.values(*tags)))


def _doi(block: Block, *tags: str) -> str:
    """DO; L3 (EBSCO) and M3; then links, but only those that say they are a DOI's."""
    for tag in tags:
        values: Iterable[str] = block.values(tag)
        if tag in _LINKS:
            values = filter(_DOI_ADDRESS.search, values)
        elif tag == "N1":
            values = [v for v in values if v.lower().startswith("doi")]
        if found := first_found(identifiers.doi, values):
            return found
    return ""


def _may_have_numbers(block: Block) -> bool:
    said = "\n".join(block.texts(*_NUMBERED)).lower()
    return "PMID" in block.by_tag or bool(_TELLS_A_NUMBER.search(said))


def _pmid(block: Block) -> str:
    """Where a PMID is marked as one, Embase's C5, and the accession number where the database is MEDLINE."""
    candidates = list(block.values("PMID"))
    candidates += _values_with(block, _MARKED_PMID, "C3", "C5", "U1", "U2", "AN", "ID", "N1", "UR")
    database = " ".join(block.texts("DB", "DP")).lower()
    if "embase" in database:
        candidates += block.values("C5")
    elif _MEDLINE.search(database):
        candidates += [*block.values("AN"), *block.values("ID")]
    return first_found(identifiers.pmid, candidates)


def _values_with(block: Block, words: tuple[str, ...], *tags: str) -> list[str]:
    """Those that hold one of these words, in small or capital letters. Looked for in all at once: few do."""
    together = "\n".join(block.texts(*tags)).lower()
    if not any(word in together for word in words):
        return []
    return [value for value in block.values(*tags) if any(word in value.lower() for word in words)]


def _pmcid(block: Block) -> str:
    return identifiers.pmcid(block.first("C2") or " ".join(block.values("U2", "UR")))


def _nct(block: Block) -> str:
    own = [v for v in _values_with(block, ("nct",), "AN", "ID") if v.upper().startswith("NCT")]
    own += _values_with(block, ("clinicaltrials.gov",), "UR")
    return first_found(identifiers.nct, own)


def _url(block: Block, *tags: str) -> str:
    for text in block.texts(*tags):
        link = text.strip()
        if link.startswith(("http://", "https://")):
            return link.split(maxsplit=1)[0]
    return ""


def _ids(block: Block, *tags: str) -> dict[str, str]:
    found = accession_ids(block.first("AN"))
    if "U2" in tags and (embase := next(filter(_EMBASE.fullmatch, block.values("U2")), "")):
        found["embase"] = embase
    if "UR" in tags and (scopus := _SCOPUS.search(" ".join(block.values("UR")))):
        found["scopus"] = scopus[1]
    return found


_FIELDS: dict[str, tuple[Callable[..., Any], str]] = {
    "title": (Block.first, "TI T1"),
    "authors": (_authors, "AU A1"),
    "year": (_year, "PY DA Y1"),
    "date": (Block.first, "DA PY Y1"),
    "journal": (Block.first, "JF T2 JO JA J2 J1 BT"),
    "journal_abbreviation": (Block.first, "JA J2 JI J9 J1 JO"),
    "volume": (Block.first, "VL"),
    "issue": (Block.first, "IS"),
    "pages": (_pages, "SP EP PG C7"),
    "doi": (_doi, "DO DI L3 M3 UR L2 LK L1 N1"),
    "issn": (_issns, "SN"),
    "isbn": (_isbns, "SN"),
    "abstract": (_abstract, "AB N2"),
    "keywords": (Block.listed, "KW"),
    "languages": (Block.values, "LA"),
    "types": (_types, "TY M3 PT"),
    "url": (_url, "UR LK"),
    "publisher": (Block.first, "PB"),
    "ids": (_ids, "AN U2 UR"),
}
"""For each field of a description how it is read, and from which tags: what one says goes before the next."""
