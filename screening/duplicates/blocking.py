"""Which pairs are worth holding against each other: records that share a key.

A key is made of one record alone, so that new records find their partners among those that are here by looking their
keys up. Keys are 64-bit numbers. A block of more than ``MOST`` is split by further fields; what is then still too
large is sorted, and each record held against the next few only: so a DOI that 5,000 records share, or 100,000
records that are the same, cost no more than others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from itertools import combinations
from operator import itemgetter

from screening.duplicates.likeness import Likeness

MOST = 8  # pairs of a block grow with its square; beyond, only records that agree in one more field are held
_NEIGHBOURS = 6
_WORDS = 5
_SHORTEST_TITLE = 12
_END = 20


def keys(one: Likeness) -> set[int]:
    """The blocks that a record belongs to."""
    return {_number(key) for key in _keys(one) if all(key[1:2])}


def _keys(one: Likeness) -> Iterator[tuple[object, ...]]:
    yield from (("doi", one.doi), ("pmid", one.pmid), ("trial", one.registration or one.trial))
    yield from _of_title(one)
    yield from _of_place(one)


def _of_title(one: Likeness) -> Iterator[tuple[object, ...]]:
    first = _first(one)
    title = one.title
    yield "title", title.squashed
    yield "title", one.subject if len(one.subject) >= _SHORTEST_TITLE else ""
    if len(title.squashed) >= 24:
        yield "begins", title.squashed[:24], first[:4]
    telling = _telling(title.words)
    if len(telling) >= _WORDS:
        yield "words", *sorted(telling[:_WORDS])
    if len(telling) > _WORDS:  # without the most telling one, which may be misspelt
        yield "words", *sorted(telling[1:])
    if first and one.place.year and len(title.squashed) >= _SHORTEST_TITLE:
        yield "ends", first, title.squashed[-_END:]


def _of_place(one: Likeness) -> Iterator[tuple[object, ...]]:
    place = one.place
    if place.pages.first and (first := _first(one)):
        yield "spot", first, place.pages.first, place.volume or place.year
    if place.pages.first and place.volume and place.year:
        yield "page", place.volume, place.pages.first, place.year


def _first(one: Likeness) -> str:
    return one.people.first[0] if one.people.first else ""


def _telling(words: Sequence[str]) -> list[str]:
    """The longest first: long words are rare ones, in whatever collection, so that keys need not know the others."""
    return sorted({word for word in words if len(word) > 2}, key=lambda word: (-len(word), word))[
        : _WORDS + 1
    ]


def _number(key: tuple[object, ...]) -> int:
    return int.from_bytes(blake2b(repr(key).encode(), digest_size=8).digest(), signed=True)


def pairs(block: Sequence[Likeness]) -> set[tuple[int, int]]:
    """The keys of records of one block to hold against each other, the lower first."""
    return {(a.key, b.key) if a.key < b.key else (b.key, a.key) for a, b in _within(block) if a.key != b.key}


def _within(block: Sequence[Likeness]) -> Iterator[tuple[Likeness, Likeness]]:
    if len(block) > MOST:
        block, equal = _distinct(block)
        yield from equal
    if len(block) <= MOST:
        yield from combinations(block, 2)
        return
    for split in _SPLITS:
        parts: defaultdict[object, list[Likeness]] = defaultdict(list)
        for one in block:
            if key := split(one):
                parts[key].append(one)
        for part in parts.values():
            if len(part) <= MOST:
                yield from combinations(part, 2)
            else:
                yield from _neighbours(part)


def _distinct(block: Sequence[Likeness]) -> tuple[list[Likeness], list[tuple[Likeness, Likeness]]]:
    """One of each group of records that say the same, ordered by what they say, and a chain of pairs through each."""
    first: dict[tuple[object, ...], Likeness] = {}
    last: dict[tuple[object, ...], Likeness] = {}
    equal = []
    for one in sorted(block, key=lambda one: one.key):
        said = one.said
        if before := last.get(said):
            equal.append((before, one))
        first.setdefault(said, one)
        last[said] = one
    return [one for _, one in sorted(first.items(), key=itemgetter(0))], equal


def _neighbours(ordered: list[Likeness]) -> Iterator[tuple[Likeness, Likeness]]:
    for distance in range(1, _NEIGHBOURS):
        yield from zip(ordered, ordered[distance:], strict=False)


_SPLITS: tuple[Callable[[Likeness], object], ...] = (
    _first,
    lambda one: (one.place.pages.first, one.place.volume) if one.place.pages.first else "",
    lambda one: one.doi,
    lambda one: ("".join(one.journal)[:6], one.place.year) if one.journal else "",
)
