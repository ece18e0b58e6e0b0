"""What a record says about a report, as plain values: the one shape every connector and file format fills.

No Django here: parsers, matchers and exporters use it without a database.
"""

from __future__ import annotations

from dataclasses import field, fields
from operator import attrgetter
from typing import Any

from screening.lib.values import value


@value
class Author:
    """A person (``family``, ``given`` or initials) or a group (``literal``)."""

    family: str = ""
    given: str = ""
    literal: str = ""

    def __str__(self) -> str:
        return self.literal or f"{self.family} {self.given}".strip()


@value
class Section:
    """One part of an abstract; ``label`` is empty where the source gave none."""

    text: str
    label: str = ""

    def __str__(self) -> str:
        return f"{self.label}: {self.text}" if self.label else self.text


@value
class Relation:
    """A link the source declares to another report, e.g. ``RetractionIn``, ``ErratumFor``, ``CommentOn``."""

    kind: str
    pmid: str = ""
    text: str = ""


@value
class Description:
    """One bibliographic description. Unknown is empty (``""``, ``()``, ``None``), never a guess.

    ``doi`` is bare and lower case (``10.…``), ``pmid`` digits, ``pmcid`` ``PMC…``, ``nct`` ``NCT…``;
    ``languages`` are as the source writes them (``eng``, ``English``); ``ids`` holds other accession
    numbers by database (``wos``, ``scopus``, ``embase``, ``central``, ``pii``, ``accession``);
    ``extra`` holds tags the parser does not know, exactly as received.
    """

    title: str = ""
    authors: tuple[Author, ...] = ()
    year: int | None = None
    journal: str = ""
    journal_abbreviation: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    date: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    nct: str = ""
    issn: tuple[str, ...] = ()
    isbn: tuple[str, ...] = ()
    abstract: tuple[Section, ...] = ()
    keywords: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    vernacular_title: str = ""
    url: str = ""
    publisher: str = ""
    relations: tuple[Relation, ...] = ()
    retracted: bool = False
    ids: dict[str, str] = field(default_factory=dict)
    extra: dict[str, list[str]] = field(default_factory=dict)

    @property
    def abstract_text(self) -> str:
        """The abstract as one string: labelled sections as ``LABEL: text``, blank lines between."""
        return "\n\n".join(str(section) for section in self.abstract)

    def as_json(self) -> dict[str, Any]:
        """Only what is known, as JSON-ready values; ``from_json`` reads it back."""
        known = {name: said for name, said in zip(_NAMES, _SAID(self), strict=True) if said}
        for name in ("authors", "abstract", "relations"):
            if name in known:
                known[name] = tuple([plain(part) for part in known[name]])
        return known

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Description:
        known = {f.name for f in fields(cls)}
        values: dict[str, Any] = {
            key: tuple(v) if isinstance(v, list) else v for key, v in data.items() if key in known
        }
        values["authors"] = tuple(Author(**a) for a in data.get("authors", ()))
        values["abstract"] = tuple(Section(**s) for s in data.get("abstract", ()))
        values["relations"] = tuple(Relation(**r) for r in data.get("relations", ()))
        return cls(**values)


_NAMES = [one.name for one in fields(Description)]
_SAID = attrgetter(*_NAMES)
_PARTS = {kind: [one.name for one in fields(kind)] for kind in (Author, Section, Relation)}


def plain(part: Author | Section | Relation) -> dict[str, str]:
    """What ``dataclasses.asdict`` gives, ten times sooner: a search brings a million of these."""
    return {name: getattr(part, name) for name in _PARTS[type(part)]}


@value
class Received:
    """One row a source returned: the bytes as received, and what they were read as.

    ``description`` is ``None`` and ``problem`` a sentence where the row could not be read.
    ``accession`` is the source's own id (a PMID for PubMed), ``line`` the 1-based line in a file.
    """

    raw: bytes
    accession: str = ""
    description: Description | None = None
    problem: str = ""
    line: int | None = None
