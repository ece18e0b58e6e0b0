"""A ``core`` result of Europe PMC (https://europepmc.org/RestfulWebService) as a description."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from screening.lib.identifiers import doi, isbns, issns, pmcid, pmid
from screening.records.dates import year_in
from screening.records.description import Author, Description, Relation
from screening.records.retraction import is_retracted
from screening.searches.json_values import several, text, texts, value
from screening.searches.marked_text import abstract_of, plain

_KEPT = ("source", "id", "isOpenAccess", "inEPMC", "citedByCount", "firstPublicationDate", "versionNumber")


def describe(record: Any) -> Description:
    """Anything but a result gives an empty description."""
    info = value(record, "journalInfo")
    journal = value(info, "journal")
    book = value(record, "bookOrReportDetails")
    title, types = plain(text(record, "title")), texts(record, "pubTypeList", "pubType")
    relations = tuple(_relations(record))
    return Description(
        title=title,
        authors=tuple(_authors(record)),
        year=year_in(text(record, "pubYear")) or year_in(text(info, "yearOfPublication")),
        journal=text(journal, "title"),
        journal_abbreviation=text(journal, "isoabbreviation") or text(journal, "medlineAbbreviation"),
        volume=text(info, "volume"),
        issue=text(info, "issue"),
        pages=text(record, "pageInfo"),
        date=text(info, "dateOfPublication") or text(record, "firstPublicationDate"),
        doi=doi(text(record, "doi")),
        pmid=pmid(text(record, "pmid")),
        pmcid=pmcid(text(record, "pmcid")),
        issn=issns(f"{text(journal, 'issn')} {text(journal, 'essn')}"),
        isbn=isbns(f"{text(book, 'isbn13')} {text(book, 'isbn10')}"),
        abstract=abstract_of(text(record, "abstractText")),
        keywords=texts(record, "keywordList", "keyword"),
        subjects=tuple(dict.fromkeys(_mesh(record))),
        languages=texts(record, "language"),
        types=types,
        publisher=text(book, "publisher"),
        relations=relations,
        retracted=is_retracted(title, types) or any(one.kind == "RetractionIn" for one in relations),
        extra={name: [found] for name in _KEPT if (found := text(record, name))},
    )


def _authors(record: Any) -> Iterator[Author]:
    for author in several(record, "authorList", "author"):
        family, group = text(author, "lastName"), text(author, "collectiveName") or text(author, "fullName")
        if family:
            yield Author(family=family, given=text(author, "firstName") or text(author, "initials"))
        elif group:
            yield Author(literal=group)


def _mesh(record: Any) -> Iterator[str]:
    for heading in several(record, "meshHeadingList", "meshHeading"):
        yield from filter(None, [text(heading, "descriptorName")])


def _relations(record: Any) -> Iterator[Relation]:
    """``Retraction in`` is ``RetractionIn``, as PubMed writes it."""
    for link in several(record, "commentCorrectionList", "commentCorrection"):
        kind = "".join(word[:1].upper() + word[1:] for word in text(link, "type").split())
        number = text(link, "id") if text(link, "source") == "MED" else ""
        if kind:
            yield Relation(kind, pmid=pmid(number), text=text(link, "reference"))
