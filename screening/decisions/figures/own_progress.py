"""How far screening is, for one member: what is judged, what is left, how quick they are."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from django.db.models import Count, Q

from screening.decisions.allocation.assigned import allocation_of, assigned, placed
from screening.decisions.interests.barred import free_to_judge
from screening.decisions.models import Candidate
from screening.decisions.queries import open_candidates, own_votes
from screening.protocol.models import Stage
from screening.reviews.models import Member

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
    """Three queries."""
    mine, allocation = own_votes(member=member), allocation_of(review=member.review, stage=stage)
    theirs = assigned(member=member, allocation=allocation)
    pending, judged = Q(outcome=Candidate.Outcome.PENDING), Q(pk__in=mine.values("candidate"))
    rows = placed(open_candidates(review=member.review, stage=stage), allocation)
    numbers = rows.aggregate(
        total=Count("pk"),
        judged=Count("pk", filter=judged),
        left=Count("pk", filter=pending & ~judged & theirs & free_to_judge(member)),
        completed=Count("pk", filter=~pending),
    )
    latest = mine.filter(candidate__stage=stage).order_by("-pk").values_list("seconds", flat=True)[:PACE]
    seconds = [spent for spent in latest if spent is not None]
    return Progress(**numbers, pace=median(seconds) if seconds else None)
