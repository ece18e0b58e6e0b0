"""An entry of Scopus Search (https://dev.elsevier.com/sc_search_views.html) as a description.

The view COMPLETE has all authors, abstract and author keywords; STANDARD names the first author only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from screening.lib.identifiers import doi, isbns, issns, pmid
from screening.records.dates import year_in
from screening.records.description import Author, Description
from screening.records.names import author
from screening.records.retraction import is_retracted
from screening.searches.json_values import several, text, texts
from screening.searches.marked_text import abstract_of, plain

_KEPT = ("citedby-count", "prism:aggregationType", "source-id", "pii", "openaccess", "article-number")


def describe(entry: Any) -> Description:
    """Anything but an entry gives an empty description."""
    title, types = plain(text(entry, "dc:title")), texts(entry, "subtypeDescription")
    number = text(entry, "eid")
    date = text(entry, "prism:coverDate") or _inside(entry, "prism:coverDate")
    return Description(
        title=title,
        authors=tuple(_authors(entry)),
        year=year_in(date),
        journal=plain(text(entry, "prism:publicationName")),
        volume=text(entry, "prism:volume"),
        issue=text(entry, "prism:issueIdentifier"),
        pages=text(entry, "prism:pageRange") or text(entry, "article-number"),
        date=date,
        doi=doi(text(entry, "prism:doi")),
        pmid=pmid(text(entry, "pubmed-id")),
        issn=issns(f"{text(entry, 'prism:issn')} {text(entry, 'prism:eIssn')}"),
        isbn=isbns(f"{text(entry, 'prism:isbn')} ; {_inside(entry, 'prism:isbn')}"),
        abstract=abstract_of(text(entry, "dc:description")),
        keywords=tuple(filter(None, map(plain, text(entry, "authkeywords").split(" | ")))),
        types=types,
        url=next(iter(_pages_of(entry)), ""),
        retracted=is_retracted(title, types),
        ids={"scopus": number} if number else {},
        extra={name: [found] for name in _KEPT if (found := text(entry, name))},
    )


def _inside(entry: Any, name: str) -> str:
    """The first of values that come as ``[{"@_fa": "true", "$": "…"}]``."""
    return next((found for one in several(entry, name) if (found := text(one, "$"))), "")


def _authors(entry: Any) -> Iterator[Author]:
    """Scopus repeats an author for every affiliation."""
    named: dict[tuple[str, Author], None] = {}
    for person in several(entry, "author"):
        family = plain(text(person, "surname"))
        given = plain(text(person, "given-name") or text(person, "initials"))
        if family:
            named[text(person, "authid"), Author(family=family, given=given)] = None
    if named:
        yield from (one for _, one in named)
    elif first := author(plain(text(entry, "dc:creator"))):
        yield first


def _pages_of(entry: Any) -> Iterator[str]:
    for link in several(entry, "link"):
        if text(link, "@ref") == "scopus" and (address := text(link, "@href")).startswith("https://"):
            yield address
