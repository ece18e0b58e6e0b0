"""What is kept for whom: the only module that reads or writes leases.

A lease is live until its time is over, its holder votes, leaves the room, or can screen here no more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, Min, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.utils import timezone

from screening.decisions.allocation.models import Lease
from screening.decisions.models import Verdict, Vote
from screening.protocol.models import Stage, StageRules
from screening.reviews.models import Member, Review
from screening.reviews.permissions import GRANTS, Permission

# As text, for every batch asks it, twice: Django takes longer to write this than the database to answer it. What is
# counted is how many have voted, never how.
FULL = """
    SELECT lease.candidate_id
    FROM screening_lease lease JOIN screening_member holder ON holder.id = lease.member_id
    WHERE lease.review_id = %s AND lease.until > %s AND lease.member_id <> %s {among}
        AND holder.left_at IS NULL AND holder.role IN ({roles})
        AND NOT EXISTS (
            SELECT 1 FROM screening_vote vote
            WHERE vote.candidate_id = lease.candidate_id AND vote.by_id = lease.member_id
                AND vote.verdict <> 'withdrawn'
                AND NOT EXISTS (SELECT 1 FROM screening_vote later WHERE later.supersedes_id = vote.id)
        )
    GROUP BY lease.candidate_id
    HAVING COUNT(*) + (
        SELECT COUNT(*) FROM screening_vote vote
        WHERE vote.candidate_id = lease.candidate_id AND vote.verdict <> 'withdrawn'
            AND NOT EXISTS (SELECT 1 FROM screening_vote later WHERE later.supersedes_id = vote.id)
    ) >= %s
"""
JUST_NOW = timedelta(minutes=1)
SCREENERS = [role.value for role, granted in GRANTS.items() if Permission.SCREEN in granted]


def held(*, member: Member, stage: Stage | str) -> QuerySet[Lease]:
    """The member's own live leases."""
    mine = Lease.objects.filter(review=member.review_id, member=member, candidate__stage=stage)
    return mine.filter(until__gt=timezone.now())


def full(*, member: Member, required: int, among: Collection[int] | None = None) -> RawSQL:
    """Ids of candidates (``among`` these) for which others hold all the votes still required: not for ``member`` now.
    To be asked for with ``pk__in``.

    Of one that is pending though the votes are in (fewer are required since), one more person at a time is asked.
    """
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    some = "" if among is None else f"AND lease.candidate_id IN ({_marks(among) or 'NULL'})"
    text = FULL.format(among=some, roles=_marks(SCREENERS))
    given = [member.review_id, now, member.pk, *(among or ()), *SCREENERS, required]
    return RawSQL(text, given)  # noqa: S611  # nothing from outside is in the text


def _marks(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))


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


def prolong(*, member: Member, held: Mapping[int, datetime], minutes: int) -> None:
    """Of what was ``held`` (ids, with until when), what the member holds still; an ended lease stays ended.

    What was prolonged less than a minute ago, or a tenth of ``minutes``, is left as it is: who asks for the next
    citations every few seconds need not write each time.
    """
    now, whole = timezone.now(), timedelta(minutes=minutes)
    ageing = [pk for pk, until in held.items() if until < now + whole - min(whole / 10, JUST_NOW)]
    if ageing:
        Lease.objects.filter(member=member, candidate__in=ageing, until__gt=now).update(until=now + whole)


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
    return present.exclude(member=member).filter(~Exists(_judged_by_holder()))


def _judged_by_holder() -> QuerySet[Vote]:
    votes = Vote.objects.unblinded(because="whoever has voted holds nothing any more; never how they voted")
    standing = votes.filter(candidate=OuterRef("candidate"), by=OuterRef("member"), superseded_by=None)
    return standing.exclude(verdict=Verdict.WITHDRAWN)
