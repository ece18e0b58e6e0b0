"""What a member was told."""

from __future__ import annotations

from django.db.models import QuerySet

from screening.notices.models import Notice
from screening.reviews.models import Member


def notices_of(*, member: Member) -> QuerySet[Notice]:
    """Latest first."""
    return Notice.objects.filter(member=member)


def unread(*, member: Member) -> QuerySet[Notice]:
    return Notice.objects.filter(member=member, read_at=None)
