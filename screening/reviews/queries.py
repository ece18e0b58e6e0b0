"""Questions about reviews and their teams."""

from __future__ import annotations

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet
from django.utils import timezone

from screening.accounts.models import User
from screening.reviews.models import Invitation, Member, Review
from screening.reviews.permissions import GRANTS, Permission, Role


def reviews_of(*, user: User) -> QuerySet[Member]:
    """The user's memberships, newest review first, with how many people work in each review."""
    people = Count("review__members", filter=Q(review__members__left_at=None))
    mine = Member.objects.filter(user=user, left_at=None).select_related("review")
    return mine.annotate(people=people).order_by("-review__created_at")


def team(*, review: Review) -> QuerySet[Member]:
    """Who works here, in the order they came, then who left."""
    everybody = Member.objects.filter(review=review).select_related("user")
    return everybody.order_by(F("left_at").asc(nulls_first=True), "joined_at")


def invitations(*, review: Review) -> QuerySet[Invitation]:
    """The links made here, those that wait for somebody first, then latest first; ``state`` of each needs no query."""
    waiting = Q(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())
    made = Invitation.objects.filter(review=review).alias(waiting=ExpressionWrapper(waiting, BooleanField()))
    return made.select_related("invited_by__user", "accepted_by__user").order_by("-waiting", "-pk")


def who_settles(*, review: Review) -> list[Member]:
    """Everybody whose role settles conflicts, adjudicators first."""
    may = [role for role in Role if Permission.RESOLVE_CONFLICTS in GRANTS[role]]
    settling = Member.objects.filter(review=review, left_at=None, role__in=may).select_related("user")
    return sorted(settling.order_by("joined_at"), key=lambda member: member.role != Role.ADJUDICATOR)


def owners(*, review: Review, also: Member | None = None) -> QuerySet[Member]:
    """Who is told of what needs a decision, and ``also`` whoever set it going, while they are on the review."""
    told = Q(role=Role.OWNER) | Q(pk=also and also.pk)
    return Member.objects.filter(told, review=review, left_at=None).select_related("user", "review")
