"""Questions about reviews and their teams."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from screening.accounts.models import User
from screening.reviews.models import Invitation, Member, Review


def reviews_of(*, user: User) -> QuerySet[Member]:
    """The user's memberships, newest review first, with how many people work in each review."""
    people = Count("review__members", filter=Q(review__members__left_at=None))
    mine = Member.objects.filter(user=user, left_at=None).select_related("review")
    return mine.annotate(people=people).order_by("-review__created_at")


def team(*, review: Review) -> QuerySet[Member]:
    return Member.objects.filter(review=review).select_related("user").order_by("left_at", "joined_at")


def open_invitations(*, review: Review) -> QuerySet[Invitation]:
    waiting = Invitation.objects.filter(review=review, accepted_at=None, revoked_at=None)
    return waiting.select_related("invited_by__user").order_by("-created_at")
