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
from screening.records.dates import year_in
from screening.records.description import Author, Description, Section
from screening.records.names import CAPITAL, author
from screening.records.pages import page_range
from screening.records.retraction import is_retracted
from screening.searches import ris_numbers
from screening.searches.block import Block, one_line
from screening.searches.rows import EMPTY

READ = frozenset(
    """
    TY ER TI T1 CT BT AU A1 PY Y1 DA JF T2 JO JA J2 J1 J9 JI VL VO IS SP EP PG C7 DO DI DOI AB KW SN LA PB UR AN
    PM PMID
    """.split()  # noqa: SIM905
)
KNOWN = READ | frozenset(
    """
    T3 ST TT A2 A3 A4 ED Y2 N1 N2 L1 L2 L3 L4 LK ID DB DP AD CY PP PU C1 C2 C3 C4 C5 C6 C8 U1 U2 U3 U4 U5
    M1 M2 M3 LB RN CN ET NV OP RI RP SE PT
    """.split()  # noqa: SIM905
)
_NUMBERED = ("C2", "C3", "C5", "U1", "U2", "AN", "ID", "N1", "UR", "L2", "JA", "DB", "DP")
_MARKS = {
    "pmid": ("pmid", "pubmed", "embase", "medline", "nlm", "ovidweb", "scopus", "cmedm", "mdc", "mnh"),
    "pmcid": ("pmc",),
    "nct": ("nct",),
}
"""Hardly a record has such a number: it is looked for where one of these words is in ``_NUMBERED``."""

_ARTICLE_NUMBER = re.compile(r"[A-Za-z]{0,3}\d+")
_NO_ABSTRACT = re.compile(r"\[?no abstract(?: is)?(?: available)?\.?\]?|n/?a", re.IGNORECASE)
_NO_PAGES = re.compile(
    r"no[ -](?:pagination )?specified|n\.?\s?pag\.?|no pagination|unpaginated|n/?a|nan", re.IGNORECASE
)
_PP = re.compile(r"pp?\.?\s+(?=\d)")
_NOTHING = frozenset(("NA", "nan", "NaN", "NULL", "null", "None"))  # how R and Python write an empty cell
_BETWEEN = re.compile(r";\s(?!\w\.?(?:;|$))")  # but "Vernon, Julia R; G" is one
_INITIALS = re.compile(rf"{CAPITAL}(?: {CAPITAL}){{0,3}}")
_WHOLE = re.compile(rf".*\S (?!(?:I{{2,3}}|IV)\Z){CAPITAL}{{1,4}}")


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
    if not values.get("title"):
        title = values["title"] = block.first("CT", "BT")
        if values.get("journal") == title:
            values["journal"] = ""
    values["retracted"] = is_retracted(values["title"], values.get("types", ()))
    return Description(**values), problems


@lru_cache(maxsize=1000)
def _readers(
    tags: tuple[str, ...],
) -> tuple[list[tuple[str, Callable[[Block], Any], tuple[str, ...]]], list[str]]:
    """What to read from a record that has these tags, how, and only if which words are in ``_NUMBERED``; and which of
    those it has. Most records of a file have the same."""
    marks = {} if "PMID" in tags or "PM" in tags else _MARKS
    readers = [
        (name, read, marks.get(name, ())) for name, (own, read) in _FIELDS.items() if not own.isdisjoint(tags)
    ]
    if not READ.issuperset(tags):
        readers.append(("extra", _extra, ()))
    return readers, [tag for tag in _NUMBERED if tag in tags]


def _first(*tags: str) -> tuple[frozenset[str], Callable[[Block], str]]:
    return frozenset(tags), lambda block: "" if (found := block.first(*tags)) in _NOTHING else found


def _all(*tags: str) -> tuple[frozenset[str], Callable[[Block], tuple[str, ...]]]:
    return frozenset(tags), lambda block: block.values(*tags)


def _authors(block: Block) -> tuple[Author, ...]:
    """AU and A1 in the order of the file; editors (A2, ED) are not authors. Ovid has all authors of CENTRAL's in one:
    ``Lee AB, Ray C``. Beside others with a comma, ``MARINE TECHNOL SOC`` is no family name with initials."""
    names = block.in_order("AU", "A1")
    if not block.tidy:
        names = list(map(one_line, names))
    if ";" in "".join(names):
        names = [part for name in names for part in _BETWEEN.split(name)]
    if len(names) == 1 and all(_WHOLE.fullmatch(part.strip()) for part in names[0].split(",")):
        names = names[0].split(",")
    others = [name for name in names if "," not in name]  # hardly any, or all
    if not others:
        return tuple(filter(None, map(author, names)))
    if len(others) == len(names):
        return tuple(filter(None, map(author, _with_initials(names))))
    return tuple(filter(None, (author(name) if "," in name else _group(name) for name in names)))


def _with_initials(names: list[str]) -> list[str]:
    """EPPI-Reviewer makes two of ``Dos Santos, H B``."""
    whole: list[str] = []
    for name in names:
        if whole and _INITIALS.fullmatch(name):
            whole[-1] += f", {name}"
        else:
            whole.append(name)
    return whole


def _group(name: str) -> Author | None:
    found = author(name)
    return Author(literal=name) if found and found.family and "." not in found.given else found


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


def _keywords(block: Block) -> tuple[str, ...]:
    found = block.listed("KW")
    return () if len(found) == 1 and found[0] in _NOTHING else found


def _extra(block: Block) -> dict[str, list[str]]:
    found = block.others(READ)
    if "N2" in found and not block.prose("AB"):
        del found["N2"]
    return found


def _pages(block: Block) -> str:
    pages = page_range(block.first("SP"), block.first("EP"))
    if not pages[:1].isdigit():
        pages = "" if _NO_PAGES.fullmatch(pages) else _PP.sub("", pages)
    number = block.first("C7")
    return pages or block.first("PG") or (number if _ARTICLE_NUMBER.fullmatch(number) else "")


def _numbers(read: Callable[[str], tuple[str, ...]]) -> Callable[[Block], tuple[str, ...]]:
    return lambda block: read(" ".join(block.values("SN")))


def _url(block: Block) -> str:
    for text in block.texts("UR", "LK"):
        link = text.strip()
        if link.startswith(("http://", "https://")):
            return link.split(maxsplit=1)[0]
    return ""


_FIELDS: dict[str, tuple[frozenset[str], Callable[[Block], Any]]] = {
    "title": _first("TI", "T1"),
    "authors": (frozenset({"AU", "A1"}), _authors),
    "year": (frozenset({"PY", "DA", "Y1"}), _year),
    "date": _first("DA", "PY", "Y1"),
    "journal": _first("JF", "T2", "JO", "JA", "J2", "J1", "BT"),
    "journal_abbreviation": _first("JA", "J2", "JI", "J9", "J1", "JO"),
    "volume": _first("VL", "VO"),
    "issue": _first("IS"),
    "pages": (frozenset({"SP", "EP", "PG", "C7"}), _pages),
    "doi": (
        frozenset({"DO", "DOI", "DI", "L3", "M3", "L2", "LK", "L1", *ris_numbers.STRAY}),
        ris_numbers.doi,
    ),
    "pmid": (
        frozenset({"PMID", "PM", "C2", "C3", "C5", "U1", "U2", "AN", "ID", "N1", "UR", "L2"}),
        ris_numbers.pmid,
    ),
    "pmcid": (frozenset({"C2", "AN", "U2", "UR"}), ris_numbers.pmcid),
    "nct": (frozenset({"AN", "ID", "UR", "JA"}), ris_numbers.nct),
    "issn": (frozenset({"SN"}), _numbers(identifiers.issns)),
    "isbn": (frozenset({"SN"}), _numbers(identifiers.isbns)),
    "abstract": (frozenset({"AB", "N2"}), _abstract),
    "keywords": (frozenset({"KW"}), _keywords),
    "languages": _all("LA"),
    "types": (frozenset({"TY", "M3", "PT"}), _types),
    "url": (frozenset({"UR", "LK"}), _url),
    "publisher": _first("PB"),
    "ids": (frozenset({"AN", "ID", "U2", "UR"}), ris_numbers.ids),
}
"""For each field of a description the tags that it is read from, and how."""
