"""The votes that agreement is computed on: first, independent ones, on candidates with all votes in."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models import CharField, Count, DateField, Max, Min, QuerySet, Value
from django.db.models.functions import Cast, Concat

from screening.decisions.agreement.comparing import Judged
from screening.decisions.figures.openings import openings
from screening.decisions.figures.pace import monday
from screening.decisions.models import Candidate, Vote
from screening.decisions.queries import open_candidates
from screening.lib.joined_text import JoinedText
from screening.protocol.models import Stage
from screening.reviews.models import Review


def independent_votes(*, review: Review, stage: Stage | str | None = None) -> QuerySet[Vote]:
    """First votes on completed candidates, without those cast when others' were open, or had been, and without what a
    merge carried over from another citation. The queries of ``openings`` are asked at once.
    """
    votes = Vote.objects.unblinded(because="completed candidates alone, whose votes are open")
    completed = open_candidates(review=review, stage=stage).exclude(outcome=Candidate.Outcome.PENDING)
    independent = votes.filter(
        review=review, is_first=True, after_opening=False, carried_from=None, candidate__in=completed
    )
    for opening in openings(review=review):
        independent = independent.exclude(opening.after(votes))
    return independent


def first_votes(*, review: Review, stage: Stage | str) -> list[Judged]:
    """What two members and more judged, counted. One query, a row for each candidate, and those of ``openings``.

    Days are days in UTC.
    """
    rows = (
        independent_votes(review=review, stage=stage)
        .order_by()
        .values("candidate")
        .annotate(
            votes=JoinedText(Concat(Cast("by", CharField()), Value(":"), "verdict")),
            day=Max(Cast("cast_at", DateField())),
            oldest=Min("protocol__number"),
            newest=Max("protocol__number"),
            members=Count("pk"),
        )
        .filter(members__gt=1)
    )
    counted = Counter[tuple[str, date, int | None]]()
    for cast, day, oldest, newest in rows.values_list("votes", "day", "oldest", "newest"):
        counted[cast, monday(day), oldest if oldest == newest else None] += 1
    return [Judged(_parsed(cast), week, version, count) for (cast, week, version), count in counted.items()]


def _parsed(votes: str) -> dict[int, str]:
    """``"5:exclude 2:include"`` as ``{5: "exclude", 2: "include"}``."""
    return {int(by): verdict for by, _, verdict in (vote.partition(":") for vote in votes.split())}
