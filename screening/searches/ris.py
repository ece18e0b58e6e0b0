"""What a record of RIS says.

Tags: Research Information Systems' specifications of 2001 and 2011, which disagree; where they do, what the
exporting programs write decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
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
_MARKS = {
    "pmid": ("pmid", "pubmed", "embase", "medline", "nlm"),
    "pmcid": ("pmc",),
    "nct": ("nct",),
}
"""Hardly a record has such a number: it is looked for where one of these words is in ``_NUMBERED``."""

_DOI_ADDRESS = re.compile(r"doi\.org/|/doi/|\bdoi[=:]", re.IGNORECASE)
_MARKED_PMID = ("pmid", "pubmed")
_MEDLINE = re.compile(r"medline|pubmed|\bnlm\b")
_SCOPUS = re.compile(r"\beid=(2-s2\.0-\d+)")
_ARTICLE_NUMBER = re.compile(r"[A-Za-z]{0,3}\d+")
_NO_ABSTRACT = re.compile(r"\[?no abstract(?: is)?(?: available)?\.?\]?", re.IGNORECASE)


def describe(block: Block) -> tuple[Description | None, list[str]]:
    problems = []
    if next(iter(block.by_tag)) != "TY":
        problems.append("It does not begin with a TY line: something before it may be missing.")
    if block.is_empty("TY", "ER"):
        return None, [*problems, EMPTY]
    readers, numbered = _readers(tuple(block.by_tag))
    said = "\n".join(block.texts(*numbered)).lower()
    values = {
        name: read(block) for name, read, marks in readers if not marks or any(mark in said for mark in marks)
    }
    if not values.get("year") and (written := block.first("PY", "Y1")) and re.search(r"\d", written):
        problems.append(f"The year \u201c{written[:40]}\u201d could not be read.")
    title = values["title"] = values.get("title") or block.first("CT", "BT")
    if values.get("journal") == title:
        values["journal"] = ""
    values["retracted"] = is_retracted(title, values.get("types", ()))
    return Description(**values), problems


@lru_cache(maxsize=1000)
def _readers(
    tags: tuple[str, ...],
) -> tuple[list[tuple[str, Callable[[Block], Any], tuple[str, ...]]], list[str]]:
    """What to read from a record that has these tags, how, and only if which words are in ``_NUMBERED``; and which of
    those it has. Most records of a file have the same."""
    marks = {} if "PMID" in tags else _MARKS
    readers = [
        (name, read, marks.get(name, ())) for name, (own, read) in _FIELDS.items() if not own.isdisjoint(tags)
    ]
    if not READ.issuperset(tags):
        readers.append(("extra", _extra, ()))
    return readers, [tag for tag in _NUMBERED if tag in tags]


def _first(*tags: str) -> tuple[frozenset[str], Callable[[Block], str]]:
    return frozenset(tags), lambda block: block.first(*tags)


def _all(*tags: str) -> tuple[frozenset[str], Callable[[Block], tuple[str, ...]]]:
    return frozenset(tags), lambda block: block.values(*tags)


def _authors(block: Block) -> tuple[Author, ...]:
    """AU and A1 in the order of the file; editors (A2, ED) are not authors."""
    names = block.in_order("AU", "A1")
    if not block.tidy:
        names = list(map(one_line, names))
    if ";" in "".join(names):
        names = [part for name in names for part in re.split(r";\s", name)]
    return tuple(filter(None, map(author, names)))


def _year(block: Block) -> int | None:
    for tag in ("PY", "DA", "Y1"):
        for text in block.texts(tag):
            if found := year_in(text):
                return found
    return None


def _types(block: Block) -> tuple[str, ...]:
    """TY, then those written out. Mendeley has the DOI in M3."""
    return *block.values("TY"), *(v for v in block.values("M3", "PT") if not identifiers.doi(v))


def _abstract(block: Block) -> tuple[Section, ...]:
    """AB; N2 where there is no AB, otherwise N2 is a note."""
    text = block.prose("AB") or block.prose("N2")
    return () if _NO_ABSTRACT.fullmatch(text) else sections(text)


def _extra(block: Block) -> dict[str, list[str]]:
    found = block.others(READ)
    if "N2" in found and not block.prose("AB"):
        del found["N2"]
    return found


def _pages(block: Block) -> str:
    pages = page_range(block.first("SP"), block.first("EP"))
    number = block.first("C7")
    return pages or block.first("PG") or (number if _ARTICLE_NUMBER.fullmatch(number) else "")


def _numbers(read: Callable[[str], tuple[str, ...]]) -> Callable[[Block], tuple[str, ...]]:
    return lambda block: read(" ".join(block.values("SN")))


def _doi(block: Block) -> str:
    """DO; L3 (EBSCO) and M3; then links, but only those that say they are a DOI's."""
    for tag in ("DO", "DI", "L3", "M3"):
        if found := first_found(identifiers.doi, block.values(tag)):
            return found
    links = [v for tag in ("UR", "L2", "LK", "L1") for v in block.values(tag) if _DOI_ADDRESS.search(v)]
    notes = [v for v in block.values("N1") if v.lower().startswith("doi")]
    return first_found(identifiers.doi, links + notes)


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


def _url(block: Block) -> str:
    for text in block.texts("UR", "LK"):
        link = text.strip()
        if link.startswith(("http://", "https://")):
            return link.split(maxsplit=1)[0]
    return ""


def _ids(block: Block) -> dict[str, str]:
    found = accession_ids(block.first("AN"))
    if embase := next((v for v in block.values("U2") if re.fullmatch(r"L\d+", v)), ""):
        found["embase"] = embase
    if scopus := next((m for v in block.values("UR") if (m := _SCOPUS.search(v))), None):
        found["scopus"] = scopus[1]
    return found


_FIELDS: dict[str, tuple[frozenset[str], Callable[[Block], Any]]] = {
    "title": _first("TI", "T1"),
    "authors": (frozenset({"AU", "A1"}), _authors),
    "year": (frozenset({"PY", "DA", "Y1"}), _year),
    "date": _first("DA", "PY", "Y1"),
    "journal": _first("JF", "T2", "JO", "JA", "J2", "J1", "BT"),
    "journal_abbreviation": _first("JA", "J2", "JI", "J9", "J1", "JO"),
    "volume": _first("VL"),
    "issue": _first("IS"),
    "pages": (frozenset({"SP", "EP", "PG", "C7"}), _pages),
    "doi": (frozenset({"DO", "DI", "L3", "M3", "UR", "L2", "LK", "L1", "N1"}), _doi),
    "pmid": (frozenset({"PMID", "C3", "C5", "U1", "U2", "AN", "ID", "N1", "UR"}), _pmid),
    "pmcid": (frozenset({"C2", "U2", "UR"}), _pmcid),
    "nct": (frozenset({"AN", "ID", "UR"}), _nct),
    "issn": (frozenset({"SN"}), _numbers(identifiers.issns)),
    "isbn": (frozenset({"SN"}), _numbers(identifiers.isbns)),
    "abstract": (frozenset({"AB", "N2"}), _abstract),
    "keywords": (frozenset({"KW"}), lambda block: block.listed("KW")),
    "languages": _all("LA"),
    "types": (frozenset({"TY", "M3", "PT"}), _types),
    "url": (frozenset({"UR", "LK"}), _url),
    "publisher": _first("PB"),
    "ids": (frozenset({"AN", "U2", "UR"}), _ids),
}
"""For each field of a description the tags that it is read from, and how."""
