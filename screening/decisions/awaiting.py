"""What has some of its votes and waits for another: seen by those to whom these votes are open."""

from __future__ import annotations

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery

from screening.decisions.models import Candidate, Verdict, Vote
from screening.decisions.queries import open_candidates
from screening.reviews.models import Member


def awaiting(*, member: Member) -> QuerySet[Candidate]:
    """Pending candidates with a standing vote that is open to the member, the longest waiting first.

    In a blinded review these are one's own votes, and everybody's for an auditor: that a vote exists is not to be seen
    by anybody else who might vote. ``voted_at`` is the time of the latest of them, ``mine`` what the member said
    and ``mine_because`` the reason they gave.
    """
    votes = Vote.objects.visible_to(member).filter(superseded_by=None).exclude(verdict=Verdict.WITHDRAWN)
    pending = open_candidates(review=member.review).filter(outcome=Candidate.Outcome.PENDING)
    waiting = pending.filter(pk__in=votes.values("candidate")).select_related("citation")
    open_here = votes.filter(candidate=OuterRef("pk")).order_by()
    told = open_here.values("candidate").annotate(last=Max("cast_at"), count=Count("pk"))
    mine = open_here.filter(by=member)
    return waiting.annotate(
        voted_at=Subquery(told.values("last")),
        votes=Subquery(told.values("count")),
        mine=Subquery(mine.values("verdict")[:1]),
        mine_because=Subquery(mine.values("reason__label")[:1]),
    ).order_by("voted_at", "pk")
