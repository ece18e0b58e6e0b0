"""A work of Crossref (https://api.crossref.org/swagger-ui/index.html) as a description."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from screening.lib.identifiers import doi, isbns, issns
from screening.records.description import Author, Description, Relation
from screening.records.retraction import is_retracted
from screening.searches.json_values import several, text, texts
from screening.searches.marked_text import abstract_of, plain

_KEPT = ("source", "member", "is-referenced-by-count", "article-number")
_LINKS = (("update-to", "Of"), ("updated-by", "In"))  # a notice names its article, an article its notices


def describe(work: Any) -> Description:
    """Anything but a work gives an empty description."""
    title = ": ".join(filter(None, (plain(_first(work, "title")), plain(_first(work, "subtitle")))))
    types = texts(work, "type")
    relations = tuple(_relations(work))
    year, date = _issued(work)
    return Description(
        title=title,
        authors=tuple(_authors(work)),
        year=year,
        journal=plain(_first(work, "container-title")),
        journal_abbreviation=plain(_first(work, "short-container-title")),
        volume=text(work, "volume"),
        issue=text(work, "issue"),
        pages=text(work, "page") or text(work, "article-number"),
        date=date,
        doi=doi(text(work, "DOI")),
        issn=issns(" ".join(texts(work, "ISSN"))),
        isbn=isbns(" ; ".join(texts(work, "ISBN"))),
        abstract=abstract_of(text(work, "abstract")),
        subjects=texts(work, "subject"),
        languages=texts(work, "language"),
        types=types,
        url=text(work, "URL"),
        publisher=text(work, "publisher"),
        relations=relations,
        retracted=is_retracted(title, types) or any(one.kind == "RetractionIn" for one in relations),
        extra={name: [found] for name in _KEPT if (found := text(work, name))},
    )


def _first(work: Any, name: str) -> str:
    return next(iter(texts(work, name)), "")


def _issued(work: Any) -> tuple[int | None, str]:
    """``{"date-parts": [[2020, 5]]}`` as 2020 and ``2020-05``; Crossref writes ``[[null]]`` for unknown."""
    dates = (several(work, name, "date-parts") for name in ("issued", "published"))
    for parts in dates:
        numbers = [part for part in (parts[0] if parts and isinstance(parts[0], list) else []) if part]
        if numbers and all(isinstance(number, int) for number in numbers):
            return numbers[0], "-".join(f"{number:02}" for number in numbers)
    return None, ""


def _authors(work: Any) -> Iterator[Author]:
    for author in several(work, "author"):
        family, group = text(author, "family"), text(author, "name")
        if family:
            suffix = text(author, "suffix")
            yield Author(family=f"{family} {suffix}".strip(), given=text(author, "given"))
        elif group or text(author, "given"):
            yield Author(literal=group or text(author, "given"))


def _relations(work: Any) -> Iterator[Relation]:
    """A retraction notice is ``RetractionOf`` its article, the article says ``RetractionIn`` its notice."""
    for name, direction in _LINKS:
        for link in several(work, name):
            kind = "".join(word.capitalize() for word in text(link, "type").replace("_", " ").split())
            if kind:
                yield Relation(f"{kind}{direction}", text=doi(text(link, "DOI")))
