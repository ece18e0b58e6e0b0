"""Ovid's names for fields, and its one-line source, authors and titles taken apart.

Fields and their two letters differ a little from database to database:
https://ospguides.ovid.com (a guide for each).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from screening.records.description import Author
from screening.records.names import author

FIELDS = {
    "abstract": ("AB", "abstract"),
    "accession": ("UI", "AN", "unique identifier", "accession number"),
    "author": ("AU", "author", "authors"),
    "database": ("DB", "ST", "database", "status"),
    "date": ("DP", "DG", "date of publication", "publication date"),
    "doi": ("DO", "DI", "digital object identifier", "doi", "doi number"),
    "full name": ("FA", "authors full name", "author full name"),
    "isbn": ("IB", "isbn"),
    "issn": ("IS", "IT", "ES", "IL", "issn", "issn print", "issn electronic", "issn linking"),
    "issue": ("IP", "issue", "issue/part"),
    "journal": ("JN", "NJ", "journal name", "nlm journal name"),
    "keyword": ("KW", "KF", "ID", "author keywords", "keywords", "keyword heading", "key concepts"),
    "language": ("LG", "LA", "language"),
    "original title": ("OT", "original title"),
    "pages": ("PG", "page", "pages"),
    "pmid": ("PM", "pubmed id", "medline pmid"),
    "publisher": ("PB", "PU", "publisher"),
    "source": ("SO", "source"),
    "subject": ("MH", "SH", "DE", "mesh subject headings", "subject headings", "emtree heading"),
    "title": ("TI", "title", "article title", "TT", "BT", "book title", "chapter title"),
    "type": ("PT", "DT", "publication type", "document type"),
    "volume": ("VO", "VI", "volume"),
    "year": ("YR", "year of publication", "publication year"),
}
"""By what the field means: its letters in the one layout and its name, in small letters, in the other."""

_ANNOTATIONS = re.compile(r"(?:\.|(?<=[?!\])]))(?:\s*\[[A-Z\d][\w ,;:&/()-]{1,60}\]\.?)+$")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?|Spring|Summer|Autumn|Fall|Winter)"
)
_OTHERWISE = (
    re.compile(  # Journals@Ovid: "Ecohydrology September/October 2015;8(6):1048-1064"
        rf"(?P<journal>.+?)\s+(?:{_MONTH}(?:[/-]{_MONTH})?\s+(?:\d{{1,2}},?\s+)?)?(?P<year>(?:19|20)\d\d);"
        r"(?P<volume>\w*)(?:\((?P<issue>[^()]*)\))?:(?P<pages>[\w.-]*)"
    ),
    re.compile(  # International Political Science Abstracts: "Journal of Politics 12(3), Winter 2007: 7-14"
        r"(?P<journal>.+?)(?:,? (?P<volume>\d+)(?:\((?P<issue>[^()]*)\))?)?,"
        rf" (?:{_MONTH}[\w./-]* )?(?P<year>(?:19|20)\d\d)(?:\([^()]*\))?: (?P<pages>[\w-]+)"
    ),
)
_IN_BOOK = re.compile(
    r".*\[(?:Eds?|Editor)\b[^\]]{0,200}\]\.\s*(?:\(\d{4}\)\.\s*)?(\[[^\]]+\]|.+?(?=\.\s*(?::|\(pp|\[)|$))"
)
_JOURNAL = re.compile(r"(.+?)\.(?:\s+(?=(?:Vol\b|vol\b|\d|\(|Conference\b|Publish))|\s*$)", re.DOTALL)
_VOLUME = re.compile(
    r"(?:Vol\.?\s*)?(\d+[A-Za-z]?)\s*(?:\(([^()]{1,40})\))?(?=\s*[,.:;(]|\s*$)", re.IGNORECASE
)
_PAGES = re.compile(r"(?::|\bpp?\.?\s)\s*([A-Za-z]{0,3}\d[\w.]*(?:\s*-\s*\w+)?)")
_IN_CHAPTER = "Chapter pagination"
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_ROLE = re.compile(r"\s*[\[(](?:Ed|Eds|Editor|Trans|Translator)\b[^\])]*[\])]", re.IGNORECASE)
_MARKS = re.compile(r"\s*\[[^\]]*\]|(?:\s+(?:\d{1,3}(?:,\s*\d{1,3})*|[*+#^~&@|]+|\([^)]{1,3}\)))+\s*$")
_DEGREES = re.compile(  # only after a given name: "Smith, M.D." has initials
    r"(,\s*[^\s,]+(?:\s[^,]*?)?)(?:[,\s]+(?:M\.?D|Ph\.?D|R\.?N|MSc|BSc|MPH|MBBS|MSN|BSN|FAAN|FRCP|FRCS|MS|MA|BA|BS"
    r"|DrPH|PharmD|DDS|DO)\.?)+$"
)
_RUN_ON = re.compile(r"(?:[^.;,]+ [A-Z]{1,4}\.\s*){2,}")


@dataclass(frozen=True, slots=True)
class Source:
    """``Ecohydrology.   8(6):1048-1064, September 2015.`` in parts; what cannot be told is empty."""

    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    year: int | None = None


def source(text: str) -> Source:
    """Embase puts more sentences after it (``Date of Publication: 2018.``): the year is the first part's last. Of a
    chapter, what stands behind the book's editors is its title."""
    for pattern in _OTHERWISE:
        if told := pattern.fullmatch(text.rstrip(". ")):
            journal, volume, issue, pages = told.group("journal", "volume", "issue", "pages")
            return Source(journal, volume or "", issue or "", pages, int(told["year"]))
    if book := _IN_BOOK.match(text):
        _, chapter, behind = text.partition(_IN_CHAPTER)
        found = _PAGES.search(behind if chapter else text[book.end() :])
        return Source(journal=book[1].strip("[]."), pages=found[1] if found else "", year=_year(text))
    found = _JOURNAL.match(text)
    journal, rest = (found[1], text[found.end() :]) if found else ("", text)
    rest = rest.partition("Date of Publication")[0]
    numbers = _VOLUME.match(rest) or (_VOLUME.search(rest) if "Conference" in rest else None)
    pages = _PAGES.search(rest)
    return Source(
        journal=journal,
        volume=numbers[1] if numbers else "",
        issue=(numbers[2] or "") if numbers else "",
        pages=re.sub(r"\s", "", pages[1]) if pages else "",
        year=_year(rest) or _year(text),
    )


def _year(text: str) -> int | None:
    years = _YEAR.findall(text)
    return int(years[-1]) if years else None


def title(text: str) -> str:
    """Without Ovid's notes after its end: ``.[Article]``, ``. [Review] [50 refs]``."""
    return _ANNOTATIONS.sub("", text)


def authors(lines: list[str]) -> Iterator[Author]:
    """Names of one author field: parted by semicolons, or by full stops (``Kroenke K. Spitzer RL.``), with
    numbers of affiliations and degrees, which go. Editors marked ``[Ed]`` are no authors."""
    for name in _names([line.strip() for line in lines if line.strip()]):
        found = None if _ROLE.search(name) else author(_DEGREES.sub(r"\1", _MARKS.sub("", name).strip()))
        if found:
            yield found


def _names(lines: list[str]) -> list[str]:
    text = " ".join(lines)
    if ";" not in text:
        return re.split(r"\.\s+", text.rstrip(".")) if _RUN_ON.fullmatch(text) else lines
    parts = [part for part in text.split(";") if part.strip()]
    if "," not in parts[0]:
        return parts
    return [part for part in parts if "," in part]  # the others are degrees: "Bunkers, Sandra RN; PhD; FAAN"
