"""Which records are one report. Plain values in; clusters, questions and related reports out, and why.

The outcome depends on the records alone, never on the order in which they came: new ones held against those that
are here give what all at once would have given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter

from screening.duplicates import blocking
from screening.duplicates.clustering import Clusters, Link, cluster
from screening.duplicates.evidence import hold
from screening.duplicates.likeness import Likeness, likeness
from screening.duplicates.rules import APART, Rule, Tier, decide
from screening.lib.kept_objects import collector_paused
from screening.records.description import Description

Pair = tuple[int, int]  # keys of two records, the lower first


@dataclass(frozen=True, slots=True)
class Matches:
    """``clusters`` are keys of records that are certainly one report, ``asked`` the questions between clusters,
    ``related`` other reports of one study, ``joined`` why the records of a cluster are together."""

    clusters: list[list[int]]
    asked: list[Link]
    related: list[Link]
    joined: list[Link]


class Matcher:
    """Records may be added at any time; the cost of adding grows with those added, not with those here.

    A crowded block holds each record against some others only, and against which depends on who else is in it: so
    that all at once gives the same, crowded blocks wait until the outcome is asked for, and pairs that a block had
    before it grew crowded are dropped again.
    """

    def __init__(self) -> None:
        self.likenesses: dict[int, Likeness] = {}
        self._blocks: defaultdict[int, list[Likeness]] = defaultdict(list)
        self._grown: set[int] = set()  # crowded blocks with members that are not held yet
        self._crowded: dict[int, set[Pair]] = {}
        self._rules: dict[Pair, Rule] = {}

    @collector_paused()
    def add(self, described: Iterable[tuple[int, Description]]) -> None:
        """Hold each record, a key and what it says, against those that share a block with it."""
        for key, description in described:
            one = likeness(key, description)
            self.likenesses[key] = one
            near = set[Likeness]()
            for block in blocking.keys(one):
                members = self._blocks[block]
                if len(members) < blocking.MOST:
                    near.update(members)
                else:
                    self._grown.add(block)
                members.append(one)
            for other in near:
                self._decide(one, other)

    def _decide(self, a: Likeness, b: Likeness) -> None:
        """Pairs left apart are not kept: of a million records they would be most."""
        one, other = (a, b) if a.key < b.key else (b, a)
        evidence = hold(one, other)
        rule = decide(evidence) if evidence else APART
        if rule.tier is not Tier.APART:
            self._rules[one.key, other.key] = rule

    def _hold_crowded(self) -> None:
        """Decide the pairs of crowded blocks, and give back those that they had before and no longer have."""
        left, fresh = set[Pair](), set[Pair]()
        for block in self._grown:
            members = self._blocks[block]
            pairs = blocking.pairs(members)
            fresh.update(pair for pair in pairs if pair not in self._rules)
            left |= (self._crowded.get(block) or blocking.pairs(members[: blocking.MOST])) - pairs
            self._crowded[block] = pairs
        for one, other in fresh:
            self._decide(self.likenesses[one], self.likenesses[other])
        self._grown.clear()
        left = {pair for pair in left if pair in self._rules}
        blocks = {key: blocking.keys(self.likenesses[key]) for key in {key for pair in left for key in pair}}
        for one, other in left:
            if not any(self._holds(block, (one, other)) for block in blocks[one] & blocks[other]):
                del self._rules[one, other]

    def _holds(self, block: int, pair: Pair) -> bool:
        return block not in self._crowded or pair in self._crowded[block]

    @collector_paused()
    def matches(self, apart: Iterable[tuple[int, int]] = ()) -> Matches:
        """``apart`` are pairs of keys that a person parted: they never share a cluster."""
        self._hold_crowded()
        clusters = Clusters(self.likenesses, apart)
        links = [Link(*pair, rule) for pair, rule in sorted(self._rules.items(), key=itemgetter(0))]
        asked = cluster(clusters, links)
        related = [
            link
            for link in links
            if link.rule.tier is Tier.RELATED and clusters.root(link.one) != clusters.root(link.other)
        ]
        joined = [
            link
            for link in links
            if link.rule.tier in (Tier.MERGE, Tier.JOIN)
            and clusters.root(link.one) == clusters.root(link.other)
        ]
        return Matches(clusters.all(), asked, related, joined)


def numbered(
    described: Iterable[tuple[str, Description]], names: list[str]
) -> Iterator[tuple[int, Description]]:
    """For records that have names: their places as keys, while ``names`` grows along."""
    for name, description in described:
        names.append(name)
        yield len(names) - 1, description


def match(described: Iterable[tuple[int, Description]], apart: Iterable[tuple[int, int]] = ()) -> Matches:
    """All at once."""
    matcher = Matcher()
    matcher.add(described)
    return matcher.matches(apart)
