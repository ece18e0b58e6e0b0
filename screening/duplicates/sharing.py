"""Which citations look like the same report. Plain values in, groups out; a person decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from screening.lib.folding import fold

SHORTEST_TITLE = 20  # folded characters: “Reply”, “Editorial” and “Abstracts” are not the same report


@dataclass(frozen=True, slots=True)
class Likeness:
    """What citations are compared by; empty is unknown."""

    pk: int
    title: str
    year: int | None
    doi: str
    pmid: str

    def marks(self) -> Iterator[tuple[str, str]]:
        """Kind and value of each thing that two records of one report share."""
        if self.doi:
            yield "DOI", self.doi
        if self.pmid:
            yield "PMID", self.pmid
        title = fold(self.title)
        if len(title) >= SHORTEST_TITLE and self.year:
            yield "title and year", f"{title} {self.year}"


@dataclass(frozen=True, slots=True)
class Group:
    """Citations that share something, directly or through one another, lowest id first; ``shared`` says what."""

    pks: tuple[int, ...]
    shared: tuple[str, ...]


def groups(likenesses: Iterable[Likeness]) -> list[Group]:
    """Every group of two or more, ordered by its first citation. Time grows with the number of citations."""
    first: dict[tuple[str, str], int] = {}
    parent: dict[int, int] = {}
    shared: defaultdict[int, set[str]] = defaultdict(set)
    for likeness in likenesses:
        parent[likeness.pk] = likeness.pk
        for mark in likeness.marks():
            other = first.setdefault(mark, likeness.pk)
            if other != likeness.pk:
                shared[other].add(mark[0])
                _join(parent, other, likeness.pk)
    members: defaultdict[int, list[int]] = defaultdict(list)
    reasons: defaultdict[int, set[str]] = defaultdict(set)
    for pk in parent:
        root = _root(parent, pk)
        members[root].append(pk)
        reasons[root] |= shared.get(pk, set())
    found = [
        Group(tuple(sorted(pks)), tuple(sorted(reasons[root])))
        for root, pks in members.items()
        if len(pks) > 1
    ]
    return sorted(found, key=lambda group: group.pks)


def _root(parent: dict[int, int], pk: int) -> int:
    while parent[pk] != pk:
        parent[pk] = parent[parent[pk]]
        pk = parent[pk]
    return pk


def _join(parent: dict[int, int], one: int, other: int) -> None:
    one, other = _root(parent, one), _root(parent, other)
    parent[max(one, other)] = min(one, other)
