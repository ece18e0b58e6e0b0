"""Why two records were taken for one report, or were not: what agrees and what differs, in a reviewer's words.

No person is named: the sentence is kept in the audit trail.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from screening.duplicates import journals, people, places, titles
from screening.duplicates.agreement import Agreement, agreement
from screening.duplicates.likeness import Likeness, likeness
from screening.duplicates.people import Authorship
from screening.records.description import Description

_OTHER, _UNKNOWN, _SAME = Agreement
_LONGEST = 60  # letters of a value that is quoted
Told = tuple[Agreement, str]


@dataclass(frozen=True, slots=True)
class Telling:
    """Fields of which only one record says something are in neither."""

    agreements: tuple[str, ...]
    differences: tuple[str, ...]

    @property
    def sentence(self) -> str:
        parts = [", ".join(told) for told in (self.agreements,) if told]
        if self.differences:
            parts.append("but " + ", ".join(self.differences))
        return "; ".join(parts) or "nothing that both of them say"


def tell(one: Description, other: Description) -> Telling:
    a, b = likeness(0, one), likeness(1, other)
    told = [*_identifiers(a, b), _titles(a, b), _authors(a, b), *_place(a, b, one, other), *_kinds(a, b)]
    return Telling(
        tuple(words for agrees, words in told if agrees is _SAME),
        tuple(words for agrees, words in told if agrees is _OTHER),
    )


def _identifiers(a: Likeness, b: Likeness) -> Iterator[Told]:
    named = (
        ("DOI", a.doi, b.doi),
        ("PMID", a.pmid, b.pmid),
        ("trial registration", a.registration or a.trial, b.registration or b.trial),
    )
    for name, ours, theirs in named:
        yield _told(agreement(ours, theirs), name, ours, theirs)


def _titles(a: Likeness, b: Likeness) -> Told:
    alike = titles.likeness(a.title, b.title)
    if not a.title.squashed or not b.title.squashed:
        return _UNKNOWN, ""
    if alike == 100:
        return _SAME, "same title"
    if titles.is_part(a.title, b.title):
        return _SAME, "one title is part of the other"
    return (_SAME, f"titles alike by {int(alike)} %") if alike >= 85 else (_OTHER, "other titles")


def _authors(a: Likeness, b: Likeness) -> Told:
    return {
        Authorship.SAME: (_SAME, "same authors"),
        Authorship.SOME: (_SAME, "some authors in common"),
        Authorship.OTHER: (_OTHER, "other authors"),
        Authorship.UNKNOWN: (_UNKNOWN, ""),
    }[people.compare(a.people, b.people)]


def _place(a: Likeness, b: Likeness, one: Description, other: Description) -> Iterator[Told]:
    ours, theirs = (x.journal or x.journal_abbreviation for x in (one, other))
    same = _SAME if a.issns & b.issns else journals.compare(a.journal, b.journal)
    yield _told(same, "journal", ours, theirs)
    yield _told(agreement(a.place.year, b.place.year), "year", str(one.year), str(other.year))
    yield _told(places.compare_volumes(a.place, b.place), "volume", one.volume, other.volume)
    yield _told(agreement(a.place.issue, b.place.issue), "issue", one.issue, other.issue)
    yield _told(places.compare(a.place.pages, b.place.pages), "pages", one.pages, other.pages)


def _kinds(a: Likeness, b: Likeness) -> Iterator[Told]:
    if a.kinds != b.kinds:
        for kind in sorted(a.kinds ^ b.kinds):
            yield _OTHER, f"one is a {kind}" if kind[0] not in "aeiou" else f"one is an {kind}"
    if a.version != b.version and a.version[0] == b.version[0]:
        yield _OTHER, "two versions of one Cochrane review"


def _told(agrees: Agreement, name: str, ours: str, theirs: str) -> Told:
    ours, theirs = _short(ours), _short(theirs)
    if agrees is _SAME:
        spelt = name in ("pages", "volume", "issue", "year")
        if ours == theirs:
            return _SAME, f"{name} {ours}" if spelt else f"same {name}"
        return _SAME, f"{name} {ours} = {theirs}"
    return agrees, f"{name} {ours} ≠ {theirs}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
