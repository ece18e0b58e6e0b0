"""Questions about reviews and their teams."""

from __future__ import annotations

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from screening.accounts.models import User
from screening.reviews.models import Invitation, Member, Review
from screening.reviews.permissions import Role


def reviews_of(*, user: User) -> QuerySet[Member]:
    """The user's memberships, newest review first, with how many people work in each review."""
    people = Count("review__members", filter=Q(review__members__left_at=None))
    mine = Member.objects.filter(user=user, left_at=None).select_related("review")
    return mine.annotate(people=people).order_by("-review__created_at")


def team(*, review: Review) -> QuerySet[Member]:
    """Who works here, in the order they came, then who left."""
    everybody = Member.objects.filter(review=review).select_related("user")
    return everybody.order_by(F("left_at").asc(nulls_first=True), "joined_at")


def open_invitations(*, review: Review) -> QuerySet[Invitation]:
    waiting = Invitation.objects.filter(
        review=review, accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
    )
    return waiting.select_related("invited_by__user").order_by("-created_at")


def owners(*, review: Review, also: Member | None = None) -> QuerySet[Member]:
    """Who is told of what needs a decision, and ``also`` whoever set it going, while they are on the review."""
    told = Q(role=Role.OWNER) | Q(pk=also and also.pk)
    return Member.objects.filter(told, review=review, left_at=None).select_related("user", "review")
