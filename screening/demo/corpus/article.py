"""What one synthetic PubMed record says, as plain values.

``title``, ``vernacular_title`` and section texts are XML content: markup (``<i>``, ``<sup>``, MathML) and
``&lt;`` stand in them exactly as they will in the record. Everything else is plain text.
"""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from functools import cached_property

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SEASONS = {"Winter": 1, "Spring": 4, "Summer": 7, "Fall": 10}


@dataclass(frozen=True)
class Person:
    """An author: a person, or a group where only ``group`` is filled."""

    family: str = ""
    given: str = ""
    suffix: str = ""
    group: str = ""
    affiliation: str = ""
    orcid: str = ""

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in re.split(r"[\s-]+", self.given) if part)

    @property
    def short(self) -> str:
        """As MEDLINE's AU field writes it: ``Family IN Suffix``."""
        return self.group or " ".join(filter(None, (self.family, self.initials, self.suffix)))


@dataclass(frozen=True)
class Part:
    """One section of an abstract."""

    text: str
    label: str = ""


@dataclass(frozen=True)
class Link:
    """A CommentsCorrections entry, e.g. kind ``RetractionIn``."""

    kind: str
    pmid: int
    source: str


@dataclass(frozen=True)
class Journal:
    title: str = ""
    abbreviation: str = ""
    issn: str = ""
    country: str = ""
    nlm_id: str = ""


@dataclass(frozen=True)
class Issued:
    """When an issue appeared, as far as its publisher says. ``free`` is a MedlineDate (``2008 Nov-Dec``)."""

    year: int = 0
    month: int = 0
    day: int = 0
    season: str = ""
    free: str = ""

    @property
    def day_searched(self) -> dt.date:
        """The first day it covers: PubMed files a year without a month under 1 January."""
        year, month = self.year, self.month or _SEASONS.get(self.season, 1)
        if self.free:
            year = int(self.free[:4])
            month = next((n for n, name in enumerate(MONTHS, 1) if name in self.free), 1)
        return dt.date(year, month, self.day or 1)


@dataclass(frozen=True)
class Book:
    """What a PubmedBookArticle says instead of a journal."""

    title: str
    publisher: str
    place: str
    isbn: str
    accession: str
    chapters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Article:
    pmid: int
    title: str
    entered: dt.date
    issued: Issued
    parts: tuple[Part, ...] = ()
    people: tuple[Person, ...] = ()
    journal: Journal = Journal()
    volume: str = ""
    issue: str = ""
    pages: str = ""
    languages: tuple[str, ...] = ("eng",)
    vernacular_title: str = ""
    types: tuple[str, ...] = ("Journal Article",)
    mesh: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    doi: str = ""
    pmc: str = ""
    pii: str = ""
    nct: str = ""
    links: tuple[Link, ...] = ()
    later: tuple[Link, ...] = ()  # what is published about it once it has been fetched
    online: dt.date | None = None
    status: str = "MEDLINE"
    topic: str = ""
    book: Book | None = None

    @cached_property
    def plain_title(self) -> str:
        return plain(self.title)

    @cached_property
    def plain_abstract(self) -> str:
        return " ".join(plain(part.text) for part in self.parts)


def plain(content: str) -> str:
    """XML content without its markup; raises ``ParseError`` where it is not well-formed."""
    return "".join(ET.fromstring(f"<t>{content}</t>").itertext())  # noqa: S314 - our own text
