"""Certain pairs become clusters, unless that would join two records which contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, product

from screening.duplicates.evidence import contradict
from screening.duplicates.likeness import Likeness
from screening.duplicates.rules import Rule, Tier

_IN_TURN = (Tier.MERGE, Tier.JOIN, Tier.ASK)
_MOST_COMPARISONS = 400  # of members; beyond, clusters of hundreds of equal records


# where two unions exclude each other, the surer one stands
SUREST = {"same PMID": 0, "same DOI": 1, "one registration": 2, "same place": 3}


@dataclass(frozen=True, slots=True)
class Link:
    """Two records and the rule that decided about them; ``one`` is the lower key."""

    one: int
    other: int
    rule: Rule


class Clusters:
    """Union-find whose unions look at every member. ``apart`` are pairs that a person parted: never one again."""

    def __init__(self, likenesses: Mapping[int, Likeness], apart: Iterable[tuple[int, int]] = ()) -> None:
        self._likenesses = likenesses
        self._parent: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        self._apart: defaultdict[int, set[int]] = defaultdict(set)
        for one, other in apart:
            self._apart[one].add(other)
            self._apart[other].add(one)

    def root(self, key: int) -> int:
        """The lowest key of its cluster."""
        parent = self._parent
        while (above := parent.get(key, key)) != key:
            parent[key] = key = parent.get(above, above)
        return key

    def members(self, key: int) -> list[int]:
        return self._members.get(self.root(key), [key])

    def join(self, one: int, other: int) -> bool:
        """``False`` where members contradict each other."""
        a, b = sorted((self.root(one), self.root(other)))
        if a == b:
            return True
        if not self.may_join(a, b):
            return False
        ours, theirs = (self._members.pop(key, [key]) for key in (a, b))
        if len(ours) < len(theirs):  # the shorter list is copied: so time does not grow with the square
            ours, theirs = theirs, ours
        ours.extend(theirs)
        self._parent[b] = a
        self._members[a] = ours
        return True

    def may_join(self, one: int, other: int) -> bool:
        ours, theirs = sorted((self.members(one), self.members(other)), key=len)
        if self._apart and any(not self._apart[key].isdisjoint(theirs) for key in ours if key in self._apart):
            return False
        if len(ours) * len(theirs) > _MOST_COMPARISONS:
            ours, theirs = ours[:20], theirs[:20]
        likenesses = self._likenesses
        return not any(contradict(likenesses[a], likenesses[b]) for a, b in product(ours, theirs))

    def certainty(self, links: Iterable[Link]) -> Callable[[Link], tuple[int, int, int]]:
        """Sorts these: the surest first, then by what the records say, for the order of arrival must change nothing."""
        place = self._places({key for link in links for key in (link.one, link.other)})

        def certainty(link: Link) -> tuple[int, int, int]:
            one, other = place[link.one], place[link.other]
            return SUREST.get(link.rule.name, len(SUREST)), min(one, other), max(one, other)

        return certainty

    def _places(self, keys: Iterable[int]) -> dict[int, int]:
        """Where records stand in the order of what they say. Whole orders are made of those with one title only: of
        all at once they would take more room than the records."""
        titled = sorted((self._likenesses[key] for key in keys), key=_title)
        ordered = (one for _, alike in groupby(titled, key=_title) for one in sorted(alike, key=_order))
        return {one.key: place for place, one in enumerate(ordered)}

    def all(self) -> list[list[int]]:
        """Clusters of two and more, each sorted, by their lowest key."""
        return sorted(sorted(members) for members in self._members.values())


def _title(one: Likeness) -> str:
    return one.title.squashed


def _order(one: Likeness) -> tuple[object, ...]:
    return one.order


# a link of these rules says that another report with the same title exists
_RIVALS = frozenset(
    {
        "another report",
        "one contradiction",
        "other issue, asked",
        "preprint",
        "same DOI, contradicted",
        "same place, DOIs differ",
        "two PMIDs, one title",
        "two versions",
    }
)


def cluster(clusters: Clusters, links: Sequence[Link]) -> list[Link]:
    """Join what is certain; what could not be joined and what is to be asked comes back, one link for two clusters."""
    certainty = clusters.certainty(link for link in links if link.rule.tier in _IN_TURN)
    merges, joins, asked = (
        sorted((link for link in links if link.rule.tier is tier), key=certainty) for tier in _IN_TURN
    )
    asked += [link for link in merges if not clusters.join(link.one, link.other)]
    doubtful = _doubtful(clusters, links, joins)
    asked += [
        link
        for link in joins
        if doubtful.intersection((link.one, link.other)) or not clusters.join(link.one, link.other)
    ]
    return _between_clusters(clusters, sorted(asked, key=certainty))


def _doubtful(clusters: Clusters, links: Sequence[Link], joins: Sequence[Link]) -> set[int]:
    """Records without a place that fit two reports, or one of which another with the same title exists."""
    rivals: set[int] = set()
    for link in links:
        if link.rule.name in _RIVALS:
            rivals |= {link.one, link.other}
    fitting: defaultdict[int, set[int]] = defaultdict(set)
    for link in joins:
        fitting[link.one].add(link.other)
        fitting[link.other].add(link.one)
    doubtful = set()
    for key, others in fitting.items():
        roots = sorted({clusters.root(other) for other in others})
        known = {key, *(member for root in roots for member in clusters.members(root))}
        if rivals & known or not all(clusters.may_join(a, b) for a, b in combinations(roots[:8], 2)):
            doubtful.add(key)
    return doubtful


def _between_clusters(clusters: Clusters, asked: Iterable[Link]) -> list[Link]:
    """One question for two clusters: the first."""
    found: dict[tuple[int, int], Link] = {}
    for link in asked:
        between = tuple(sorted((clusters.root(link.one), clusters.root(link.other))))
        if between[0] != between[1]:
            found.setdefault(between, link)  # type: ignore[arg-type]
    return list(found.values())
