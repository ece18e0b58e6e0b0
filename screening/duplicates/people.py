"""Authors as they are compared: sets of words, for families and initials stand in every order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz import fuzz

from screening.duplicates.titles import folded
from screening.records.description import Author

_APART = re.compile(r"[\W_]+")
_PARTICLES = frozenset("de la van der den von el al et bin ben da dos jr ter le du".split())  # noqa: SIM905
_NOBODY = frozenset("anonymous nct isrctn unknown actrn euctr per chictr jprn drks".split())  # noqa: SIM905
_MOST = 25  # a consortium's thousands say nothing that the first do not


class Authorship(IntEnum):
    OTHER = -1
    UNKNOWN = 0
    SOME = 1
    SAME = 2


@dataclass(frozen=True, slots=True)
class People:
    """``families`` of the first 25, ``first`` the words of the first one's, ``names`` longer words of the first six."""

    families: frozenset[str] = frozenset()
    first: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()


def people(authors: Sequence[Author]) -> People:
    families: set[str] = set()
    names: set[str] = set()
    first: tuple[str, ...] = ()
    for place, author in enumerate(authors[:_MOST]):
        words = _words(author.family or author.literal)
        kept = tuple(word for word in words if len(word) > 1 and word not in _PARTICLES) or words[:1]
        if place == 0:
            first = kept
        if place < 6:
            names.update(word for word in (*words, *_words(author.given)) if len(word) > 3)
        families.update(kept)
    if first and first[0] in _NOBODY:
        return People()
    return People(frozenset(families), first, frozenset(names))


def compare(a: People, b: People) -> Authorship:
    if not a.families or not b.families:
        return Authorship.UNKNOWN
    share = len(a.families & b.families) / min(len(a.families), len(b.families))
    first = bool(set(a.first) & b.families or set(b.first) & a.families)
    alike = fuzz.ratio(" ".join(a.first), " ".join(b.first))
    if (share < 0.5 and alike > 80) or (share < 0.6 and alike > 85):  # a misspelt name
        share, first = max(share, 0.6), True
    if share < 0.6 and (common := a.names & b.names):
        named = len(common) / min(len(a.names), len(b.names))
        if named >= 0.6 and len(common) > 1:
            share, first = named, True
    if share < 0.34:
        return Authorship.OTHER
    if share < 0.8 and (share < 0.6 or not first or not (_first_agrees(a, b) or alike >= 75)):
        return Authorship.SOME
    return Authorship.SAME


def _first_agrees(a: People, b: People) -> bool:
    return bool(set(a.first) & set(b.first)) or bool(set(a.first) & b.names and set(b.first) & a.names)


@lru_cache(maxsize=100_000)
def _words(name: str) -> tuple[str, ...]:
    return tuple(_APART.sub(" ", folded(name)).split())
