"""Which background work a member sees."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from screening.jobs.handlers import BLIND
from screening.jobs.models import Job
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


def jobs_seen(*, member: Member) -> QuerySet[Job]:
    """The review's, latest first, without what would tell that others judged, when, and how much."""
    jobs = Job.objects.filter(review=member.review).defer("payload")
    if not member.review.blinded or member.may(Permission.READ_PENDING):
        return jobs
    return jobs.filter(Q(by=member) | ~Q(kind__in=BLIND))
