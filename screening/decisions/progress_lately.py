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
from screening.decisions.queries import latest_vote, own_votes
from screening.protocol.models import Stage
from screening.records.standing import screenable
from screening.reviews.models import Member

MANY = 5000  # candidates: fewer are counted anew each time
KEPT = 60  # seconds


def figures(*, member: Member) -> dict[str, Any]:
    """What ``decisions/_progress.html`` shows."""
    return {"progress": progress_lately(member=member), "pilot": own_progress(member=member)}


def progress_lately(*, member: Member, stage: Stage | str = Stage.TITLE_ABSTRACT) -> Progress:
    """``progress``; at a large stage the team's part is up to two minutes old, and the member's own votes are exact."""
    key = f"progress-{member.pk}-{stage}"
    kept: tuple[int, Progress] | None = caches["process"].get(key)
    if kept is not None:
        return _since(*kept, member=member, stage=stage)
    latest = latest_vote(member=member)
    counted = _with_team(member, stage) or _with_all(member, stage)
    if counted.total > MANY:
        caches["process"].set(key, (latest, counted), KEPT)
    return counted


def _with_all(member: Member, stage: Stage | str) -> Progress:
    counted = progress(member=member, stage=stage)
    if counted.total > MANY:
        caches["process"].set(_of_team(member, stage), (counted.total, counted.completed), KEPT)
    return counted


def _with_team(member: Member, stage: Stage | str) -> Progress | None:
    """With what was counted for a colleague lately, where all that waits is everybody's: the member's votes alone are
    counted then, and not 100,000 candidates again for each of fifty people."""
    team: tuple[int, int] | None = caches["process"].get(_of_team(member, stage))
    barred = Interest.objects.filter(member=member, state=Interest.State.BARRED)
    if team is None or parts_of(allocation_of(review=member.review, stage=stage)) or barred.exists():
        return None
    total, completed = team
    mine = own_votes(member=member).filter(screenable("candidate__citation__"), candidate__stage=stage)
    waiting = Q(candidate__outcome=Candidate.Outcome.PENDING)
    votes = mine.aggregate(judged=Count("pk"), waiting=Count("pk", filter=waiting))
    left = max(0, total - completed - votes["waiting"])
    return Progress(total, votes["judged"], left, completed, pace_of(mine))


def _of_team(member: Member, stage: Stage | str) -> str:
    return f"progress-of-{member.review_id}-{stage}"


def _since(latest: int, counted: Progress, *, member: Member, stage: Stage | str) -> Progress:
    """``counted``, and what the member judged or took back after the vote with the id ``latest``."""
    votes = Vote.objects.own(member).filter(pk__gt=latest, candidate__stage=stage)
    more = sum(
        (verdict != Verdict.WITHDRAWN) - (before not in (None, Verdict.WITHDRAWN))
        for verdict, before in votes.values_list("verdict", "supersedes__verdict")
    )
    return replace(counted, judged=counted.judged + more, left=max(0, counted.left - more))
