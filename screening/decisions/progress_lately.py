"""Progress as every vote is answered with it: counting 100,000 candidates takes longer than storing the vote."""

from __future__ import annotations

from dataclasses import replace

from django.core.cache import cache

from screening.decisions.figures.own_progress import Progress, progress
from screening.decisions.models import Verdict, Vote
from screening.protocol.models import Stage
from screening.reviews.models import Member

MANY = 5000  # candidates: fewer are counted anew each time
KEPT = 60  # seconds


def progress_lately(*, member: Member, stage: Stage | str = Stage.TITLE_ABSTRACT) -> Progress:
    """``progress``; at a large stage the team's part is up to a minute old, and the member's own votes are exact."""
    key = f"progress-{member.pk}-{stage}"
    kept: tuple[int, Progress] | None = cache.get(key)
    if kept is not None:
        return _since(*kept, member=member, stage=stage)
    latest = Vote.objects.own(member).order_by("-pk").values_list("pk", flat=True).first() or 0
    counted = progress(member=member, stage=stage)
    if counted.total > MANY:
        cache.set(key, (latest, counted), KEPT)
    return counted


def _since(latest: int, counted: Progress, *, member: Member, stage: Stage | str) -> Progress:
    """``counted``, and what the member judged or took back after the vote with the id ``latest``."""
    votes = Vote.objects.own(member).filter(pk__gt=latest, candidate__stage=stage)
    more = sum(
        (verdict != Verdict.WITHDRAWN) - (before not in (None, Verdict.WITHDRAWN))
        for verdict, before in votes.values_list("verdict", "supersedes__verdict")
    )
    return replace(counted, judged=counted.judged + more, left=max(0, counted.left - more))
