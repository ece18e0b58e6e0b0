"""Progress as the room shows it. Counting 100,000 candidates takes longer than storing a vote; so a vote is answered
without it, and the page counts on until it asks for more citations.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.cache import caches
from django.db.models import Count, Q

from screening.decisions.allocation.assigned import allocation_of, parts_of
from screening.decisions.calibration.queries import own_progress
from screening.decisions.figures.own_progress import Progress, pace_of, progress
from screening.decisions.interests.models import Interest
from screening.decisions.models import Candidate, Verdict, Vote
from screening.decisions.queries import latest_vote, open_candidates, own_votes
from screening.protocol.models import Stage
from screening.records.standing import apart
from screening.reviews.models import Member

MANY = 5000  # candidates: fewer are counted anew each time
KEPT, KEPT_FOR_MANY = 60, 300  # seconds; the longer while many are left to the member


def figures(*, member: Member, takes_part: bool = True) -> dict[str, Any]:
    """What ``decisions/_progress.html`` shows; unless the caller knows that the member ``takes_part`` in no open round,
    that is asked."""
    pilot = own_progress(member=member) if takes_part else None
    return {"progress": progress_lately(member=member), "pilot": pilot}


def progress_lately(*, member: Member, stage: Stage | str = Stage.TITLE_ABSTRACT) -> Progress:
    """``progress``; at a large stage the team's part is some minutes old, and the member's own votes are exact."""
    key = f"progress-{member.pk}-{stage}"
    kept: tuple[int, Progress] | None = caches["process"].get(key)
    if kept is not None:
        return _since(*kept, member=member, stage=stage)
    latest = latest_vote(member=member)
    counted = _counted(member, stage)
    if counted.total > MANY:
        caches["process"].set(key, (latest, counted), KEPT_FOR_MANY if counted.left > MANY else KEPT)
    return counted


def _counted(member: Member, stage: Stage | str) -> Progress:
    """Where all that waits is everybody's, the team's part is the same for fifty people, and theirs are votes alone."""
    barred = Interest.objects.filter(member=member, state=Interest.State.BARRED)
    if parts_of(allocation_of(review=member.review, stage=stage)) or barred.exists():
        return progress(member=member, stage=stage)
    total, completed = _of_team(member, stage)
    mine = own_votes(member=member).filter(candidate__stage=stage)
    counting = mine.exclude(candidate__citation__in=apart(review=member.review))
    waiting = Q(candidate__outcome=Candidate.Outcome.PENDING)
    votes = counting.aggregate(judged=Count("pk"), waiting=Count("pk", filter=waiting))
    # what was completed between the two questions is in neither number
    left = max(0, min(total - completed - votes["waiting"], total - votes["judged"]))
    return Progress(total, votes["judged"], left, completed, pace_of(mine))


def _of_team(member: Member, stage: Stage | str) -> tuple[int, int]:
    """How many there are, and how many are completed."""
    key = f"progress-of-{member.review_id}-{stage}"
    team: tuple[int, int] | None = caches["process"].get(key)
    if team is None:
        rows = open_candidates(review=member.review, stage=stage)
        decided = Count("pk", filter=~Q(outcome=Candidate.Outcome.PENDING))
        counts = rows.aggregate(total=Count("pk"), completed=decided)
        team = counts["total"], counts["completed"]
        if team[0] > MANY:
            caches["process"].set(key, team, KEPT)
    return team


def _since(latest: int, counted: Progress, *, member: Member, stage: Stage | str) -> Progress:
    """``counted``, and what the member judged or took back after the vote with the id ``latest``."""
    votes = Vote.objects.own(member).filter(pk__gt=latest, candidate__stage=stage)
    more = sum(
        (verdict != Verdict.WITHDRAWN) - (before not in (None, Verdict.WITHDRAWN))
        for verdict, before in votes.values_list("verdict", "supersedes__verdict")
    )
    return replace(counted, judged=counted.judged + more, left=max(0, counted.left - more))
