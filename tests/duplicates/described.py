"""Descriptions for the matcher, in one line each."""

from __future__ import annotations

from typing import Any

from screening.duplicates import titles
from screening.duplicates.evidence import Evidence, hold
from screening.duplicates.evidence import evidence as in_full
from screening.duplicates.likeness import likeness
from screening.duplicates.matching import match
from screening.duplicates.rules import decide
from screening.records.description import Description
from screening.records.names import author

ARTICLE: dict[str, Any] = {
    "title": "Exosomes of the bone marrow for chronic low back pain: a randomised trial",
    "authors": "Sørensen, Lars; Hansen, Ingrid; Weiß, Jörg",
    "year": 2016,
    "journal": "European Heart Journal",
    "volume": "37",
    "issue": "4",
    "pages": "355-364",
}


def described(authors: str = "", **said: Any) -> Description:
    return Description(authors=tuple(filter(None, map(author, authors.split(";")))), **said)


def article(**changes: Any) -> Description:
    """The article above, with what is given said otherwise."""
    return described(**(ARTICLE | changes))


def evidence(a: Description, b: Description) -> Evidence | None:
    return hold(likeness(1, a), likeness(2, b))


def rule(a: Description, b: Description) -> str:
    """The name of the rule that decides about two records, looked at in full."""
    one, other = likeness(1, a), likeness(2, b)
    alike, part = titles.likeness(one.title, other.title), titles.is_part(one.title, other.title)
    return decide(in_full(one, other, alike=alike, part=part)).name


def outcome(*records: Description) -> str:
    """What becomes of them all: ``merge``, ``ask``, ``related`` or ``apart``, the first that applies."""
    found = match(enumerate(records))
    if found.clusters:
        return "merge"
    return "ask" if found.asked else "related" if found.related else "apart"
