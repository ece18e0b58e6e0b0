"""Which records are one report. Plain values in; clusters, questions and related reports out, and why.

The outcome depends on the records alone, never on the order in which they came: new ones held against those that
are here give what all at once would have given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

from screening.duplicates import blocking
from screening.duplicates.clustering import Clusters, Link, cluster
from screening.duplicates.evidence import hold
from screening.duplicates.likeness import Likeness, likeness
from screening.duplicates.rules import APART, Rule, Tier, decide
from screening.records.description import Description


@dataclass(frozen=True, slots=True)
class Matches:
    """``clusters`` are keys of records that are certainly one report, ``asked`` the questions between clusters,
    ``related`` other reports of one study."""

    clusters: list[list[int]]
    asked: list[Link]
    related: list[Link]


class Matcher:
    """Records may be added at any time; the cost of adding grows with those added, not with those here."""

    def __init__(self) -> None:
        self.likenesses: dict[int, Likeness] = {}
        self._blocks: defaultdict[int, list[Likeness]] = defaultdict(list)
        self._rules: dict[tuple[int, int], Rule] = {}

    def add(self, described: Iterable[tuple[int, Description]]) -> None:
        """Hold each record, a key and what it says, against those that share a block with it."""
        touched: set[int] = set()
        for key, description in described:
            one = likeness(key, description)
            self.likenesses[key] = one
            for block in blocking.keys(one):
                self._blocks[block].append(one)
                touched.add(block)
        grown = (members for block in touched if len(members := self._blocks[block]) > 1)
        for pair in blocking.pairs(grown):
            if pair not in self._rules:
                self._rules[pair] = self._rule(*pair)

    def matches(self, apart: Iterable[tuple[int, int]] = ()) -> Matches:
        """``apart`` are pairs of keys that a person parted: they never share a cluster."""
        clusters = Clusters(self.likenesses, apart)
        links = [
            Link(*pair, rule)
            for pair, rule in sorted(self._rules.items(), key=itemgetter(0))
            if rule is not APART
        ]
        asked = cluster(clusters, links)
        related = [
            link
            for link in links
            if link.rule.tier is Tier.RELATED and clusters.root(link.one) != clusters.root(link.other)
        ]
        return Matches(clusters.all(), asked, related)

    def _rule(self, one: int, other: int) -> Rule:
        evidence = hold(self.likenesses[one], self.likenesses[other])
        rule = decide(evidence) if evidence else APART
        return APART if rule.tier is Tier.APART else rule


def match(described: Iterable[tuple[int, Description]], apart: Iterable[tuple[int, int]] = ()) -> Matches:
    """All at once."""
    matcher = Matcher()
    matcher.add(described)
    return matcher.matches(apart)
