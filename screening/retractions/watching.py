"""Checks that come round by themselves: made weekly where nobody set anything, paused where they cannot be made."""

from __future__ import annotations

import logging

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError
from django.db.models import Exists, OuterRef
from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.models import Candidate
from screening.jobs.models import Job
from screening.jobs.turns import TurnTaken, arrange, next_night, pause
from screening.notices.operations import tell
from screening.retractions.models import RetractionWatch
from screening.retractions.operations import check_on_schedule
from screening.reviews.models import Review
from screening.reviews.permissions import Permission
from screening.reviews.queries import owners

AT_ONCE = 100  # reviews of one round

logger = logging.getLogger(__name__)


def start_due() -> list[Job]:
    """Start the checks that are due now."""
    _watch_new_reviews()
    due = RetractionWatch.objects.filter(next_due_at__lte=timezone.now()).order_by("next_due_at")
    started = []
    for watch in due.select_related("review", "set_by__user", "set_by__review")[:AT_ONCE]:
        try:
            job = _checked_or_paused(watch)
        except TurnTaken:
            continue
        except DatabaseError:  # locked or restarted: it stays due, and must not keep the others waiting
            logger.exception("The check for retractions %s could not be started now", watch.pk)
            continue
        started += [job] if job else []
    return started


def watch_of(review: Review) -> RetractionWatch:
    """The review's; begun, weekly from the coming night on, where there is none."""
    try:
        return RetractionWatch.objects.get(review=review)
    except RetractionWatch.DoesNotExist:
        watch = RetractionWatch(review=review)
    try:
        with trail.follow(review_id=review.pk, actor_id=None):
            arrange(row=watch, setter=None, every=RetractionWatch.Every.WEEK, first_at=next_night())
    except IntegrityError:  # begun by somebody else since we looked
        return RetractionWatch.objects.get(review=review)
    return watch


def _watch_new_reviews() -> None:
    included = Candidate.objects.filter(review=OuterRef("pk"), outcome=Candidate.Outcome.INCLUDED)
    for review in Review.objects.filter(Exists(included), retraction_watch=None)[:AT_ONCE]:
        watch_of(review)


def _checked_or_paused(watch: RetractionWatch) -> Job | None:
    by = watch.set_by or owners(review=watch.review).order_by("pk").first()
    if by is None or not by.may(Permission.RUN_SEARCHES):
        who = f"{by} set it and" if by else "Nobody"
        _pause(watch, f"{who} may no longer run searches here. Somebody with the right can set it again.")
        return None
    try:
        return check_on_schedule(by=by, watch=watch)
    except ValidationError as refusal:
        _pause(watch, " ".join(refusal.messages))
        return None


def _pause(watch: RetractionWatch, why: str) -> None:
    """Nobody acts, so the trail names nobody."""
    with trail.follow(review_id=watch.review_id, actor_id=None):
        pause(row=watch, why=why)
        key = f"watch:{watch.pk}:{watch.next_due_at}"
        tell(
            members=owners(review=watch.review, also=watch.set_by),
            kind="retractions.paused",
            key=key,
            problem=why,
        )


def tell_break_off(*, job: Job, problem: str) -> None:
    """Nobody need be looking when a check that came round by itself fails: the owners are told."""
    review = job.by.review
    with trail.follow(review_id=review.pk, actor_id=None):
        trail.record(Event.RETRACTIONS_BROKEN_OFF, job)
        key = f"check:{job.pk}:{job.attempts}"
        tell(members=owners(review=review, also=job.by), kind="retractions.failed", key=key, problem=problem)
