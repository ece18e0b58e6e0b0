"""Who can be given work, and how much each would have or has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from screening.decisions.allocation.assigned import pending, within
from screening.decisions.allocation.dividing import Part
from screening.decisions.allocation.leases import SCREENERS
from screening.protocol.models import Stage
from screening.reviews.models import Member, Review


def screeners_of(*, review: Review) -> QuerySet[Member]:
    """Members who may vote and have not left, in the order in which they joined."""
    present = Member.objects.filter(review=review, left_at=None, role__in=SCREENERS)
    return present.select_related("user").order_by("pk")


@dataclass(frozen=True, slots=True)
class Work:
    """Pending candidates of one person, judged by them already or not; ``gone`` where they can screen no more."""

    member: Member
    pending: int
    gone: bool


@dataclass(frozen=True, slots=True)
class Division:
    """What a division means in numbers: by person, and what is everybody's."""

    work: list[Work]
    everybody: int
    total: int


def division(*, review: Review, stage: Stage | str, parts: Sequence[Part]) -> Division:
    """Three queries. Of votes nothing goes in here."""
    rows = pending(review=review, stage=stage)
    counts = {f"part{index}": Count("pk", filter=within(parts, index)) for index in range(len(parts))}
    numbers = rows.aggregate(total=Count("pk"), **counts)
    screeners = list(screeners_of(review=review))
    by_member = {member.pk: 0 for member in screeners} if parts else {}
    everybody = 0 if parts else numbers["total"]
    for index, part in enumerate(parts):
        for holder in part.holders:
            by_member[holder] = by_member.get(holder, 0) + numbers[f"part{index}"]
        everybody += 0 if part.seats else numbers[f"part{index}"]
    people = Member.objects.select_related("user").in_bulk(by_member)
    present = {member.pk for member in screeners}
    work = [Work(people[pk], by_member[pk], gone=pk not in present) for pk in by_member]
    return Division(work, everybody, numbers["total"])
