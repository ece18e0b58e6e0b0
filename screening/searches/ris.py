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
    TY ER TI T1 CT BT AU A1 PY Y1 DA JF T2 JO JA J2 J1 J9 JI VL VO IS SP EP PG C7 DO DOI DI AB KW SN LA PB UR AN
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
_TELLS_A_NUMBER = re.compile("pmid|pubmed|embase|medline|nlm|pmc|nct|ovidweb|scopus|cmedm|mdc|mnh")
"""Hardly a record has a PMID, PMCID or NCT number: they are looked for where one of these words is in ``_NUMBERED``."""

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
    values = {name: read(block, *tags) for name, read, tags in _readers(tuple(block.by_tag))}
    title = values.get("title") or block.first("CT", "BT")
    if not title and block.is_empty("TY", "ER"):
        return None, [*problems, EMPTY]
    if _may_have_numbers(block):
        values.update(
            pmid=ris_numbers.pmid(block), pmcid=ris_numbers.pmcid(block), nct=ris_numbers.nct(block)
        )
    if not values.get("year") and (written := block.first("PY", "Y1")) and re.search(r"\d", written):
        problems.append(f"The year \u201c{written[:40]}\u201d could not be read.")
    if not values.get("title") and values.get("journal") == title:
        values["journal"] = ""
    values["title"] = title
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
    """AU and A1 in the order of the file; editors (A2, ED) are not authors. Ovid has all authors of CENTRAL's in one:
    ``Lee AB, Ray C``. Beside others with a comma, ``MARINE TECHNOL SOC`` is no family name with initials."""
    names = block.in_order(*tags)
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
    if not pages[:1].isdigit():
        pages = "" if _NO_PAGES.fullmatch(pages) else _PP.sub("", pages)
    number = block.first("C7")
    return pages or block.first("PG") or (number if _ARTICLE_NUMBER.fullmatch(number) else "")


def _issns(block: Block, *tags: str) -> tuple[str, ...]:
    return identifiers.issns(" ".join(block.values(*tags)))


def _isbns(block: Block, *tags: str) -> tuple[str, ...]:
    return identifiers.isbns(" ".join(block.values(*tags)))


def _said(block: Block, *tags: str) -> str:
    found = block.first(*tags)
    return "" if found in _NOTHING else found


def _keywords(block: Block, *tags: str) -> tuple[str, ...]:
    found = block.listed(*tags)
    return () if len(found) == 1 and found[0] in _NOTHING else found


def _may_have_numbers(block: Block) -> bool:
    said = "\n".join(block.texts(*_NUMBERED)).lower()
    return "PMID" in block.by_tag or "PM" in block.by_tag or bool(_TELLS_A_NUMBER.search(said))


def _url(block: Block, *tags: str) -> str:
    for text in block.texts(*tags):
        link = text.strip()
        if link.startswith(("http://", "https://")):
            return link.split(maxsplit=1)[0]
    return ""


_FIELDS: dict[str, tuple[Callable[..., Any], str]] = {
    "title": (Block.first, "TI T1"),
    "authors": (_authors, "AU A1"),
    "year": (_year, "PY DA Y1"),
    "date": (Block.first, "DA PY Y1"),
    "journal": (_said, "JF T2 JO JA J2 J1 BT"),
    "journal_abbreviation": (Block.first, "JA J2 JI J9 J1 JO"),
    "volume": (_said, "VL VO"),
    "issue": (_said, "IS"),
    "pages": (_pages, "SP EP PG C7"),
    "doi": (ris_numbers.doi, f"DO DOI DI L3 M3 UR L2 LK L1 N1 {ris_numbers.STRAY}"),
    "issn": (_issns, "SN"),
    "isbn": (_isbns, "SN"),
    "abstract": (_abstract, "AB N2"),
    "keywords": (_keywords, "KW"),
    "languages": (Block.values, "LA"),
    "types": (_types, "TY M3 PT"),
    "url": (_url, "UR LK"),
    "publisher": (Block.first, "PB"),
    "ids": (ris_numbers.ids, "AN ID U2 UR"),
}
"""For each field of a description how it is read, and from which tags: what one says goes before the next."""
