"""Votes that were cast under an older version of the criteria, by what changed since.

They count as before until somebody looks again: nothing becomes current by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from screening.decisions.amending.criteria_changes import Amendment, Changed, amendment, concerning
from screening.decisions.models import Candidate, Verdict, Vote
from screening.decisions.queries import own_votes
from screening.protocol.document import plan_of
from screening.protocol.models import ExclusionReason, ProtocolVersion, Stage
from screening.protocol.queries import current_protocol, versions_of
from screening.records.standing import screenable
from screening.reviews.models import Member, Review

SORTS = ("candidate__stage", "protocol", "verdict", "reason")


@dataclass(frozen=True, slots=True)
class Sort:
    """Votes of one kind: the same stage, version, direction and reason. ``changed`` is what concerns them."""

    stage: Stage
    version: ProtocolVersion
    included: bool
    reason: ExclusionReason | None
    changed: tuple[Changed, ...]

    @property
    def key(self) -> str:
        """For an address."""
        said = "in" if self.included else f"out-{self.reason.pk if self.reason else 0}"
        return f"{self.stage.value}-{self.version.number}-{said}"

    @property
    def only(self) -> Q:
        verdict = Q(verdict=Verdict.EXCLUDE)
        verdict = ~verdict if self.included else verdict & Q(reason=self.reason)
        return Q(candidate__stage=self.stage, protocol=self.version) & verdict


@dataclass(frozen=True, slots=True)
class Pile:
    sort: Sort
    count: int


@dataclass(frozen=True, slots=True)
class Shares:
    """``rows`` are piles of all together, each with how many are whose, in the order of ``people``."""

    people: list[Member]
    rows: list[tuple[Pile, list[int]]]

    def pile(self, key: str) -> Pile | None:
        return next((pile for pile, _ in self.rows if pile.sort.key == key), None)


def outdated(*, member: Member) -> QuerySet[Vote]:
    """The member's standing votes under older versions on what can still be judged."""
    return _older(own_votes(member=member), member.review)


def piles(*, member: Member) -> list[Pile]:
    """The member's own, those first that a change concerns: of these, those whose reason changed."""
    counts = outdated(member=member).order_by().values_list(*SORTS).annotate(Count("pk"))
    rows = [(tuple(sort), count) for *sort, count in counts]
    sorts = _sorts(member.review, [sort for sort, _ in rows])
    total: Counter[Sort] = Counter()
    for sort, count in rows:
        total[sorts[sort]] += count
    return sorted((Pile(sort, count) for sort, count in total.items()), key=_urgent)


def waiting(*, member: Member) -> int:
    """How many of the member's votes a change concerns."""
    return sum(pile.count for pile in piles(member=member) if pile.sort.changed)


def shares(*, member: Member) -> Shares:
    """Everybody's, for whoever steers the review: of completed candidates only, and of those what is open to them."""
    counts = _complete(member).order_by().values_list("by", *SORTS).annotate(Count("pk"))
    rows = [(by, tuple(sort), count) for by, *sort, count in counts]
    sorts = _sorts(member.review, [sort for _, sort, _ in rows])
    people = Member.objects.select_related("user").filter(pk__in={by for by, _, _ in rows}).order_by("pk")
    whose: Counter[tuple[Sort, int]] = Counter()
    for by, sort, count in rows:
        whose[sorts[sort], by] += count
    found = [
        Pile(sort, sum(count for (one, _), count in whose.items() if one == sort))
        for sort in {sort for sort, _ in whose}
    ]
    members = list(people)
    table = [(pile, [whose[pile.sort, one.pk] for one in members]) for pile in sorted(found, key=_urgent)]
    return Shares(members, table)


def behind(*, member: Member, pile: Pile) -> QuerySet[Vote]:
    """The votes of one pile of ``shares``, by title."""
    votes = _complete(member).filter(pile.sort.only).select_related("by__user", "candidate__citation")
    return votes.order_by("candidate__citation__title_key", "candidate", "by")


def next_in(*, member: Member, key: str, after: int = 0) -> tuple[Vote, Pile] | None:
    """The first vote of a pile on a candidate beyond ``after``."""
    pile = next((pile for pile in piles(member=member) if pile.sort.key == key), None)
    if pile is None:
        return None
    votes = outdated(member=member).filter(pile.sort.only, candidate__gt=after)
    vote = votes.select_related("candidate__citation", "candidate__reason", "reason", "protocol")
    found = vote.order_by("candidate").first()
    return (found, pile) if found else None


def _complete(member: Member) -> QuerySet[Vote]:
    """Everybody's, where all votes are in and open to the member."""
    votes = Vote.objects.visible_to(member).filter(superseded_by=None).exclude(verdict=Verdict.WITHDRAWN)
    return _older(votes, member.review).exclude(candidate__outcome=Candidate.Outcome.PENDING)


def _older(votes: QuerySet[Vote], review: Review) -> QuerySet[Vote]:
    """What was settled by somebody takes no more votes; a full text must be here to be judged."""
    judgeable = Q(candidate__report=None) | Q(candidate__report__retrieval="retrieved")
    settled = Q(candidate__decided_by=Candidate.DecidedBy.RESOLVED)
    now = current_protocol(review=review)
    if now is None:
        return votes.none()
    return votes.filter(screenable("candidate__citation__"), judgeable).exclude(settled | Q(protocol=now))


def _sorts(review: Review, found: Iterable[tuple[Any, ...]]) -> Mapping[tuple[Any, ...], Sort]:
    """Each combination of stage, version, verdict and reason with what concerns it."""
    wanted = set(found)
    if not wanted:
        return {}
    versions = {version.pk: version for version in versions_of(review=review).exclude(frozen_at=None)}
    now = max(versions.values(), key=lambda version: version.number)
    reasons = ExclusionReason.objects.in_bulk({reason for *_, reason in wanted if reason})
    told: dict[tuple[str, int], Amendment] = {}
    sorts = {}
    for stage, version, verdict, reason in wanted:
        if (stage, version) not in told:
            told[stage, version] = amendment(plan_of(versions[version]), plan_of(now), stage=stage)
        sorts[stage, version, verdict, reason] = Sort(
            stage=Stage(stage),
            version=versions[version],
            included=verdict != Verdict.EXCLUDE,
            reason=reasons.get(reason),
            changed=concerning(told[stage, version], verdict=verdict, reason=reason),
        )
    return sorts


def _urgent(pile: Pile) -> tuple[bool, bool, bool, str]:
    sort = pile.sort
    own = not sort.included and any(one.reason is not None for one in sort.changed)
    return not sort.changed, not own, sort.stage == Stage.FULL_TEXT, sort.key
