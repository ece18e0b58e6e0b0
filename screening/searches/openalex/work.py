"""A work of OpenAlex (https://developers.openalex.org/api-reference/works) as a description."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from screening.lib.identifiers import doi, issns, pmcid, pmid
from screening.records.abstracts import sections
from screening.records.dates import year_in
from screening.records.description import Author, Description
from screening.records.names import author
from screening.records.retraction import is_retracted
from screening.searches.json_values import several, text, texts, value
from screening.searches.marked_text import plain

_KEPT = ("type_crossref", "cited_by_count", "referenced_works_count", "is_paratext")
_LONGEST_ABSTRACT = 100_000  # words


def short_id(address: str) -> str:
    """``W2741809807`` of ``https://openalex.org/W2741809807``."""
    return address.rpartition("/")[2]


def describe(work: Any) -> Description:
    """Anything but a work gives an empty description."""
    venue = value(work, "primary_location", "source")
    title, types = plain(text(work, "title") or text(work, "display_name")), texts(work, "type")
    number = short_id(text(work, "id"))
    return Description(
        title=title,
        authors=tuple(_authors(work)),
        year=year_in(text(work, "publication_year")),
        journal=text(venue, "display_name"),
        volume=text(work, "biblio", "volume"),
        issue=text(work, "biblio", "issue"),
        pages=_pages(text(work, "biblio", "first_page"), text(work, "biblio", "last_page")),
        date=text(work, "publication_date"),
        doi=doi(text(work, "doi")),
        pmid=pmid(short_id(text(work, "ids", "pmid"))),
        pmcid=pmcid(_pmcid(text(work, "ids", "pmcid"))),
        issn=issns(" ".join(texts(venue, "issn"))),
        abstract=sections(plain(in_order(value(work, "abstract_inverted_index")))),
        keywords=tuple(filter(None, (text(word, "display_name") for word in several(work, "keywords")))),
        subjects=tuple(dict.fromkeys(_subjects(work))),
        languages=texts(work, "language"),
        types=types,
        url=text(work, "primary_location", "landing_page_url"),
        publisher=text(venue, "host_organization_name"),
        retracted=value(work, "is_retracted") is True or is_retracted(title, types),
        ids={"openalex": number} if number else {},
        extra={name: [found] for name in _KEPT if (found := text(work, name))},
    )


def in_order(places: Any) -> str:
    """An abstract out of OpenAlex's index of it: ``{"word": [0, 7], …}``, places counted in words."""
    if not isinstance(places, dict):
        return ""
    words = [
        (place, word)
        for word, found in places.items()
        for place in (found if isinstance(found, list) else [])
        if isinstance(place, int) and 0 <= place < _LONGEST_ABSTRACT
    ]
    return " ".join(word for _, word in sorted(words))


def _authors(work: Any) -> Iterator[Author]:
    """A name is taken apart only as far as it shows itself: OpenAlex gives it in one piece."""
    for authorship in several(work, "authorships"):
        raw, shown = text(authorship, "raw_author_name"), text(authorship, "author", "display_name")
        if found := author(raw if "," in raw or not shown else shown):
            yield found


def _pages(first: str, last: str) -> str:
    return f"{first}-{last}" if first and last and first != last else first


def _pmcid(address: str) -> str:
    number = short_id(address)
    return f"PMC{number}" if number.isdigit() else number


def _subjects(work: Any) -> Iterator[str]:
    for heading in several(work, "mesh"):
        yield from filter(None, [text(heading, "descriptor_name")])
    for topic in several(work, "topics"):
        yield from filter(None, [text(topic, "display_name")])
