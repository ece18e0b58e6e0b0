"""What is kept for whom: the only module that reads or writes leases.

A lease is live until its time is over, its holder votes, leaves the room, or can screen here no more.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from screening.decisions.allocation.models import Lease
from screening.decisions.models import Verdict, Vote
from screening.protocol.models import Stage, StageRules
from screening.reviews.models import Member, Review
from screening.reviews.permissions import GRANTS, Permission

SCREENERS = [role for role, granted in GRANTS.items() if Permission.SCREEN in granted]


def held(*, member: Member, stage: Stage | str) -> QuerySet[Lease]:
    """The member's own live leases."""
    mine = Lease.objects.filter(review=member.review_id, member=member, candidate__stage=stage)
    return mine.filter(until__gt=timezone.now())


def full(
    *, member: Member, stage: Stage | str, required: int, among: Collection[int] | None = None
) -> QuerySet[Lease, int]:
    """Ids of candidates (``among`` these) for which others hold all the votes still required: not for ``member`` now.

    Of one that is pending though the votes are in (fewer are required since), one more person at a time is asked.
    """
    missing = Greatest(required - F("voted"), 1)
    others = _others(member, stage)
    if among is not None:
        others = others.filter(candidate__in=among)
    taken = others.alias(voted=_voted()).values("candidate").annotate(holders=Count("pk"))
    return taken.filter(holders__gte=missing).values_list("candidate", flat=True)


def free_at(*, member: Member, stage: Stage | str) -> datetime | None:
    """When the first lease of somebody else ends, at the latest; ``None`` when there is none."""
    first: datetime | None = _others(member, stage).aggregate(first=Min("until"))["first"]
    return first


def keep(*, member: Member, candidates: Collection[int], minutes: int) -> None:
    """Lease ``candidates`` (ids, locked and found free by the caller) to the member, or prolong what they hold."""
    if not candidates:
        return
    until = timezone.now() + timedelta(minutes=minutes)
    rows = [
        Lease(review_id=member.review_id, candidate_id=pk, member=member, until=until) for pk in candidates
    ]
    Lease.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["candidate", "member"], update_fields=["until"]
    )


def prolong(*, member: Member, candidates: Collection[int], minutes: int) -> None:
    """Of ``candidates``, those that the member holds still; an ended lease stays ended."""
    if not candidates:
        return
    mine = Lease.objects.filter(member=member, candidate__in=candidates, until__gt=timezone.now())
    mine.update(until=timezone.now() + timedelta(minutes=minutes))


def give_back(*, member: Member, stage: Stage | str, candidates: Collection[int] | None = None) -> None:
    """End the member's leases at a stage: of ``candidates``, or all of them."""
    mine = Lease.objects.filter(member=member, candidate__stage=stage)
    (mine if candidates is None else mine.filter(candidate__in=candidates)).delete()


def end(*, member: Member, candidate: int) -> None:
    """The member voted: nothing is kept for them any more."""
    Lease.objects.filter(member=member, candidate=candidate).delete()


def clear() -> None:
    """Delete what ended more than a day ago. It has said nothing to anybody since."""
    Lease.objects.filter(until__lt=timezone.now() - timedelta(days=1)).delete()


def required(*, review: Review, stage: Stage | str) -> Subquery:
    """The votes that the protocol in force requires, as part of a query."""
    rules = StageRules.objects.filter(review=review, stage=stage).exclude(version__frozen_at=None)
    return Subquery(rules.order_by("-version__number").values("votes_required")[:1])


def _others(member: Member, stage: Stage | str) -> QuerySet[Lease]:
    """Live leases of others who have not voted there."""
    live = Lease.objects.filter(review=member.review_id, until__gt=timezone.now(), candidate__stage=stage)
    present = live.filter(member__left_at=None, member__role__in=SCREENERS)
    return present.exclude(member=member).filter(~Exists(_standing().filter(by=OuterRef("member"))))


def _voted() -> Coalesce:
    votes = _standing().order_by().values("candidate").annotate(votes=Count("pk")).values("votes")
    return Coalesce(Subquery(votes), 0)


def _standing() -> QuerySet[Vote]:
    votes = Vote.objects.unblinded(
        because="how many have voted decides who else is asked; never how they voted"
    )
    standing = votes.filter(candidate=OuterRef("candidate"), superseded_by=None)
    return standing.exclude(verdict=Verdict.WITHDRAWN)
