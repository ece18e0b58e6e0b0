"""A document of the Web of Science Starter API (clarivate/wosstarter_python_client, docs/Document.md) as a description.

It has no abstract, and no language.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from screening.lib.identifiers import doi, isbns, issns, pmid
from screening.records.dates import year_in
from screening.records.description import Author, Description
from screening.records.names import author
from screening.records.retraction import is_retracted
from screening.searches.json_values import several, text, texts, value
from screening.searches.marked_text import plain

_GROUPS = ("corp", "bookCorp", "issuingOrganizations")


def describe(document: Any) -> Description:
    """Anything but a document gives an empty description."""
    source, numbers = value(document, "source"), value(document, "identifiers")
    title, types = plain(text(document, "title")), texts(document, "types")
    number = text(document, "uid")
    year = text(source, "publishYear")
    return Description(
        title=title,
        authors=tuple(_authors(value(document, "names"))),
        year=year_in(year),
        journal=plain(text(source, "sourceTitle")),
        volume=text(source, "volume"),
        issue=text(source, "issue"),
        pages=text(source, "pages", "range") or text(source, "articleNumber"),
        date=f"{year} {text(source, 'publishMonth')}".strip(),
        doi=doi(text(numbers, "doi")),
        pmid=pmid(text(numbers, "pmid").upper().removeprefix("MEDLINE:")),
        issn=issns(f"{text(numbers, 'issn')} {text(numbers, 'eissn')}"),
        isbn=isbns(f"{text(numbers, 'isbn')} ; {text(numbers, 'eisbn')}"),
        keywords=texts(document, "keywords", "authorKeywords"),
        types=types,
        url=_page_of(document),
        retracted=is_retracted(title, (*types, *texts(document, "sourceTypes"))),
        ids={"wos": number} if number else {},
    )


def _authors(names: Any) -> Iterator[Author]:
    for person in several(names, "authors"):
        if found := author(text(person, "displayName") or text(person, "wosStandard")):
            yield found
    for kind in _GROUPS:
        for group in several(names, kind):
            if name := text(group, "displayName"):
                yield Author(literal=name)


def _page_of(document: Any) -> str:
    address = text(document, "links", "record")
    return address if address.startswith("https://") else ""
