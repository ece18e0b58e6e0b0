"""Whose a candidate is by the allocation in force, as part of a query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.expressions import CombinedExpression

from screening.decisions.allocation import leases
from screening.decisions.allocation.dividing import Part
from screening.decisions.allocation.models import LEASE_MINUTES, Allocation
from screening.decisions.interests.barred import barred_for
from screening.decisions.models import Candidate, Verdict, Vote
from screening.decisions.order import own_order
from screening.protocol.models import Stage, StageRules
from screening.records.models import Citation, Record
from screening.records.standing import screenable
from screening.reviews.models import Member, Review


def allocation_of(*, review: Review, stage: Stage | str, required: int | None = None) -> Allocation:
    """The one in force, or the open pool, unsaved, before anybody chose. ``required`` is the votes required now,
    looked up unless the caller did."""
    chosen = Allocation.objects.filter(review=review, stage=stage)
    now = leases.required(review=review, stage=stage) if required is None else Value(required)
    found: Allocation | None = chosen.annotate(required=now).first()
    return found or Allocation(
        review=review, stage=stage, number=0, votes=0, lease_minutes=LEASE_MINUTES[Stage(stage)]
    )


def parts_of(allocation: Allocation) -> list[Part]:
    """None for an open pool, and for parts made for another number of votes: then too few people sit in them."""
    if allocation.votes != getattr(allocation, "required", allocation.votes):
        return []
    return [Part.from_json(part) for part in allocation.parts]


def assigned(*, member: Member, allocation: Allocation) -> Q:
    """What is the member's to judge, of rows that are ``placed``. No query of its own."""
    parts = parts_of(allocation)
    if not parts:
        return Q()
    theirs, before = Q(pk__in=[]), set()
    for index, part in enumerate(parts):
        if not part.seats or member.pk in part.holders:
            theirs |= within(parts, index)
            before |= part.before(member.pk)
    theirs |= stepping_in(parts, member)
    return theirs & ~Q(pk__in=_judged_by(before)) if before else theirs


def stepping_in(parts: Sequence[Part], member: Member) -> Q:
    """Of parts in which ``member`` has no seat: what one who has must not judge. Nobody else would be asked for it."""
    found = Q(pk__in=[])
    for index, part in enumerate(parts):
        if part.seats and member.pk not in part.holders:
            found |= within(parts, index) & Q(citation__in=barred_for(part.holders).values("citation"))
    return found


def pending(*, review: Review, stage: Stage | str) -> QuerySet[Candidate]:
    """What is divided: candidates that count and are not decided, with their ``place``."""
    apart = Citation.objects.filter(~screenable(), review=review)
    rows = Candidate.objects.filter(review=review, stage=stage, outcome=Candidate.Outcome.PENDING)
    rows = rows.exclude(citation__in=apart)
    return placed(rows, Allocation(review=review, stage=stage))


def places_of(*, review: Review, stage: Stage | str) -> list[int]:
    """The places of all that is pending, in order."""
    return sorted(pending(review=review, stage=stage).values_list(_place(review.pk, stage), flat=True))


def votes_required(*, review: Review, stage: Stage | str) -> int:
    """By the protocol in force; before one is, by its draft."""
    rules = StageRules.objects.filter(review=review, stage=stage)
    latest = rules.order_by(F("version__frozen_at").desc(nulls_last=True), "-version__number").first()
    return latest.votes_required if latest else 2


def placed(rows: QuerySet[Candidate], allocation: Allocation) -> QuerySet[Candidate]:
    """``rows``, all of one review and stage, with the ``place`` that conditions on parts ask for."""
    return rows.alias(place=_place(allocation.review_id, allocation.stage))


def _place(review_id: int, stage: Stage | str) -> CombinedExpression:
    return own_order(f"{review_id} {stage} parts")


def within(parts: Sequence[Part], index: int) -> Q:
    """The candidates of one of ``parts``: each is in exactly one, that of the first source that found it."""
    part = parts[index]
    found = Q(place__gte=part.low, place__lt=part.high)
    if part.source:
        found &= _found_by(part.source)
    for earlier in parts[:index]:
        if earlier.source not in (None, part.source):
            found &= ~_found_by(earlier.source)
    return found


def _found_by(source: int | None) -> Q:
    return Q(citation__in=Record.objects.live().filter(run__source=source).values("citation"))


def _judged_by(members: set[int]) -> QuerySet[Vote, Any]:
    """Who takes over a seat takes over what was not judged from it."""
    votes = Vote.objects.unblinded(
        because="what somebody judged who handed over is not given to their successor"
    )
    return (
        votes.filter(by__in=members, superseded_by=None)
        .exclude(verdict=Verdict.WITHDRAWN)
        .values("candidate")
    )
