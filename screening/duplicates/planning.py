"""From clusters of records to what is to be done about citations. Plain values in, plain values out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from screening.duplicates.clustering import SUREST, Link
from screening.duplicates.evidence import contradict
from screening.duplicates.likeness import Likeness
from screening.duplicates.matching import Matches

CitationOf = Mapping[int, int]  # record -> citation


@dataclass(frozen=True, slots=True)
class Group:
    """Citations that are certainly one report, and the links between their records, the surest first."""

    citations: tuple[int, ...]
    links: tuple[Link, ...]

    def link(self, citation: int, citation_of: CitationOf) -> Link:
        """Why this one belongs to the others."""
        return next(
            link
            for link in self.links
            if (citation_of[link.one] == citation) != (citation_of[link.other] == citation)
        )


def groups(matches: Matches, citation_of: CitationOf, new: Collection[int]) -> Iterator[Group]:
    """Clusters with a new record in them that stretch over several citations."""
    cluster_of = {key: number for number, keys in enumerate(matches.clusters) for key in keys}
    links: defaultdict[int, list[Link]] = defaultdict(list)
    for link in matches.joined:
        if citation_of[link.one] != citation_of[link.other]:
            links[cluster_of[link.one]].append(link)
    for number, keys in enumerate(matches.clusters):
        citations = {citation_of[key] for key in keys}
        if len(citations) > 1 and not new.isdisjoint(keys):  # type: ignore[attr-defined]
            surest = sorted(
                links[number], key=lambda link: (SUREST.get(link.rule.name, 9), link.one, link.other)
            )
            yield Group(tuple(sorted(citations)), tuple(surest))


def in_turns(groups: Iterable[Group]) -> Iterator[list[Group]]:
    """Groups to act on together: none has a citation of another. Records of one citation may be in two groups."""
    some: list[Group] = []
    seen: set[int] = set()
    for group in groups:
        if not seen.isdisjoint(group.citations):
            yield some
            some, seen = [], set()
        some.append(group)
        seen.update(group.citations)
    yield some


def touching(links: Iterable[Link], new: Collection[int]) -> list[Link]:
    return [link for link in links if link.one in new or link.other in new]


def apart_everywhere(
    apart: Iterable[tuple[int, int]], likenesses: Mapping[int, Likeness]
) -> Iterator[tuple[int, int]]:
    """Pairs that a person parted, and all records that say the very same: a search run again brings them anew."""
    pairs = [pair for pair in apart if likenesses.keys() >= set(pair)]
    said = {likenesses[key].said for pair in pairs for key in pair}
    alike: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    if said:
        for key, likeness in likenesses.items():
            if likeness.said in said:
                alike[likeness.said].append(key)
    for one, other in pairs:
        yield one, other
        ours, theirs = likenesses[one].said, likenesses[other].said
        if ours != theirs:  # of equal ones nobody can tell which is which
            yield from product(alike[ours], alike[theirs])


def clash(
    ours: Iterable[int], theirs: Iterable[int], likenesses: Mapping[int, Likeness], most: int = 20
) -> bool:
    """Whether records of two citations contradict each other; people may have put together what rules would not."""
    some = [[key for key in keys if key in likenesses][:most] for keys in (ours, theirs)]
    return any(contradict(likenesses[a], likenesses[b]) for a, b in product(*some))
