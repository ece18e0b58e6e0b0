"""An article of the Embase API as a description.

Elsevier publishes the requests (https://dev.elsevier.com/documentation/EmbaseAPI.wadl) and no list of the fields. What
is read here is what public programs read from answers: ``itemInfo.itemIdList`` (``lui``, ``pui``, ``doi``, ``medl``)
and ``head`` (``citationTitle``, ``authorList``, ``source``, ``abstracts``, ``citationInfo``). Everything else stays in
the record as received.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from screening.lib.identifiers import doi, issns, pmid
from screening.records.abstracts import sections
from screening.records.dates import year_in
from screening.records.description import Author, Description, Section
from screening.records.retraction import is_retracted
from screening.searches.json_values import several, text, texts, value
from screening.searches.marked_text import plain


def lui(article: Any) -> str:
    """Embase's accession number, with the ``L`` before it that some answers leave out."""
    number = text(article, "itemInfo", "itemIdList", "lui")
    return f"L{number}" if number.isdecimal() else number


def describe(article: Any) -> Description:
    """Anything but an article gives an empty description."""
    numbers, head = value(article, "itemInfo", "itemIdList"), value(article, "head")
    source = value(head, "source")
    titles = [plain(text(one, "ttltext")) for one in several(head, "citationTitle", "titleText")]
    title = next(filter(None, titles), "")
    types = tuple(filter(None, (_word(one) for one in several(head, "citationInfo", "citationType"))))
    number = lui(article)
    return Description(
        title=title,
        authors=tuple(_authors(head)),
        year=year_in(text(source, "publicationYear")),
        journal=plain(_first(source, "sourceTitle")),
        journal_abbreviation=plain(_first(source, "sourceTitleAbbrev")),
        volume=text(source, "volume") or text(source, "volisspag", "volume"),
        issue=text(source, "issue") or text(source, "volisspag", "issue"),
        date=text(source, "publicationYear"),
        doi=doi(text(numbers, "doi")),
        pmid=pmid(text(numbers, "medl")),
        issn=issns(" ".join(_word(one) for one in several(source, "issn"))),
        abstract=tuple(_abstract(head)),
        types=types,
        retracted=is_retracted(title, types),
        ids={"embase": number} if number else {},
    )


def _first(source: Any, name: str) -> str:
    return next(iter(texts(source, name)), "")


def _word(one: Any) -> str:
    """A word that stands alone or as ``content`` beside its code."""
    return text(one) or text(one, "content")


def _authors(head: Any) -> Iterator[Author]:
    for person in several(head, "authorList", "authors"):
        family = plain(text(person, "surname"))
        if family:
            yield Author(family=family, given=plain(text(person, "givenName") or text(person, "initials")))


def _abstract(head: Any) -> Iterator[Section]:
    """The first abstract; others are translations of it."""
    abstracts = several(head, "abstracts", "abstracts")
    paragraphs = [plain(one) for one in texts(abstracts[0], "paras")] if abstracts else []
    yield from sections(" ".join(paragraphs))
