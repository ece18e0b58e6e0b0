"""Which record a merged citation shows, field by field. Each rule has a name; a person may choose otherwise.

Volume, issue and pages come from one record together: half of one place and half of another would be neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from screening.records.description import Description

Offer = tuple[int, Description]  # a record's key and what it says


@dataclass(frozen=True, slots=True)
class Rule:
    """``rank`` of a description: the highest wins, of equal ones the first; ``None`` where it has nothing to show."""

    name: str
    sentence: str
    rank: Callable[[Description], Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """The record that a field is shown from, by which rule; ``by_hand``: a person chose it."""

    key: int
    rule: Rule
    by_hand: bool = False


def _first(*names: str) -> Callable[[Description], Any]:
    return lambda d: 1 if any(getattr(d, name) for name in names) else None


def _readable(d: Description) -> int | None:
    title = d.title or d.vernacular_title
    return None if not title else 1 if title.isupper() or title.startswith("[") else 2


TITLE = Rule("readable title", "the first that is neither in capitals nor in brackets", _readable)
AUTHORS = Rule("most authors", "the longest list of authors", lambda d: len(d.authors) or None)
JOURNAL = Rule("full journal", "the first that gives the journal's full name",
               lambda d: 2 if d.journal else 1 if d.journal_abbreviation else None)  # fmt: skip
PLACE = Rule("fullest place", "the one that gives most of volume, issue and pages",
             lambda d: sum(map(bool, (d.volume, d.issue, d.pages))) or None)  # fmt: skip
ABSTRACT = Rule("longest abstract", "the longest abstract", lambda d: len(d.abstract_text) or None)
KEYWORDS = Rule("most keywords", "the most keywords", lambda d: len(d.keywords) + len(d.subjects) or None)
RETRACTED = Rule("any retraction", "any that says it was retracted", lambda d: 1 if d.retracted else None)


def _given(name: str) -> Rule:
    return Rule("first that has it", "the first that has it", _first(name))


# what a person chooses by, and the fields of a description that go with it
FIELDS: dict[str, tuple[Rule, tuple[str, ...]]] = {
    "title": (TITLE, ("title", "vernacular_title")),
    "authors": (AUTHORS, ("authors",)),
    "year": (_given("year"), ("year",)),
    "journal": (JOURNAL, ("journal", "journal_abbreviation")),
    "place": (PLACE, ("volume", "issue", "pages")),
    "doi": (_given("doi"), ("doi",)),
    "pmid": (_given("pmid"), ("pmid",)),
    "pmcid": (_given("pmcid"), ("pmcid",)),
    "nct": (_given("nct"), ("nct",)),
    "abstract": (ABSTRACT, ("abstract",)),
    "keywords": (KEYWORDS, ("keywords", "subjects")),
    "languages": (_given("languages"), ("languages",)),
    "types": (_given("types"), ("types",)),
    "url": (_given("url"), ("url",)),
    "retracted": (RETRACTED, ("retracted",)),
}

LABELS = {name: name.upper() for name in ("doi", "pmid", "pmcid", "nct")} | {"place": "Volume, issue, pages"}


def choose(offers: Sequence[Offer], by_hand: Mapping[str, int]) -> dict[str, Origin]:
    """For each field that a record fills, where it is from. ``offers`` in order of preference, then of arrival."""
    origins = {}
    for field, (rule, _) in FIELDS.items():
        ranked = [(key, rank) for key, said in offers if (rank := rule.rank(said)) is not None]
        if not ranked:
            continue
        wanted = by_hand.get(field)
        if any(key == wanted for key, _ in ranked):
            origins[field] = Origin(wanted, rule, by_hand=True)  # type: ignore[arg-type]
        else:
            origins[field] = Origin(max(ranked, key=lambda found: found[1])[0], rule)
    return origins


def combined(offers: Sequence[Offer], origins: Mapping[str, Origin]) -> Description:
    """One description with each field from its origin."""
    said = dict(offers)
    values = {
        name: getattr(said[origin.key], name)
        for field, origin in origins.items()
        for name in FIELDS[field][1]
    }
    return replace(Description(), **values)
