"""How far screening is. Of what others did only completed candidates are counted, and never for one candidate."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from statistics import median

from django.db.models import Count, Q

from screening.decisions.agreement import Agreement, agreement
from screening.decisions.interests import free_to_judge
from screening.decisions.models import Candidate, Vote
from screening.decisions.queries import open_candidates, own_votes
from screening.protocol.models import Stage
from screening.reviews.models import Member, Review

ENOUGH = 20  # completed candidates: below that a figure would tell of single ones
PACE = 50  # the latest votes that the estimate stands on


@dataclass(frozen=True, slots=True)
class Progress:
    """Candidates at one stage: ``judged`` by the member, ``left`` for them, ``completed`` by the team.

    ``pace`` is the median of seconds the member's latest votes took, ``None`` before any was timed.
    """

    total: int
    judged: int
    left: int
    completed: int
    pace: float | None

    @property
    def team_percent(self) -> int:
        """Rounded down: 100 means everything."""
        return 100 * self.completed // self.total if self.total else 0

    @property
    def seconds_left(self) -> float | None:
        return None if self.pace is None else self.pace * self.left


def progress(*, member: Member, stage: Stage | str = Stage.TITLE_ABSTRACT) -> Progress:
    """Two queries."""
    mine = own_votes(member=member)
    pending, judged = Q(outcome=Candidate.Outcome.PENDING), Q(pk__in=mine.values("candidate"))
    numbers = open_candidates(review=member.review, stage=stage).aggregate(
        total=Count("pk"),
        judged=Count("pk", filter=judged),
        left=Count("pk", filter=pending & ~judged & free_to_judge(member)),
        completed=Count("pk", filter=~pending),
    )
    latest = mine.filter(candidate__stage=stage).order_by("-pk").values_list("seconds", flat=True)[:PACE]
    seconds = [spent for spent in latest if spent is not None]
    return Progress(**numbers, pace=median(seconds) if seconds else None)


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two members' first, independent votes on the candidates both judged."""

    first: Member
    second: Member
    agreement: Agreement


def agreement_by_pair(*, review: Review, stage: Stage | str = Stage.TITLE_ABSTRACT) -> list[PairAgreement]:
    """Agreement of each pair that judged at least 20 completed candidates together. Two queries."""
    votes = Vote.objects.unblinded(because="figures over 20 and more completed candidates, never one of them")
    completed = votes.filter(
        is_first=True,
        candidate__in=open_candidates(review=review, stage=stage).exclude(outcome=Candidate.Outcome.PENDING),
    )
    by_candidate: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for candidate, member, verdict in completed.order_by("by").values_list("candidate", "by", "verdict"):
        by_candidate[candidate].append((member, verdict))
    ratings: defaultdict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
    for cast in by_candidate.values():
        for (first, a), (second, b) in combinations(cast, 2):
            ratings[first, second].append((a, b))
    people = Member.objects.select_related("user").in_bulk({pk for pair in ratings for pk in pair})
    return [
        PairAgreement(people[first], people[second], agreement(pairs))
        for (first, second), pairs in sorted(ratings.items())
        if len(pairs) >= ENOUGH
    ]
