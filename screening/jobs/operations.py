"""Asking for background work, stopping it, and trying again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from screening.audit import trail
from screening.audit.events import Event
from screening.jobs.models import Job
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

RESEND = timedelta(seconds=10)


def enqueue(*, by: Member, kind: str, title: str, key: str, payload: dict[str, Any]) -> Job:
    """Queue the job once: asking again under the same ``key`` while it waits or runs returns the same job.

    Call it inside an operation; the worker is woken when that commits.
    """
    trail.current()
    try:
        with transaction.atomic():
            job = Job.objects.create(
                review=by.review,
                kind=kind,
                title=title[:200],
                by=by,
                key=key,
                payload=payload,
                lease_until=timezone.now() + RESEND,
            )
    except IntegrityError:  # the constraint no_twin_jobs: it waits or runs already
        job = Job.objects.filter(review=by.review, key=key).latest("pk")
        trail.record(Event.JOB_QUEUED, job, kind=kind, again=True)
        return job
    trail.record(Event.JOB_QUEUED, job, kind=kind)
    transaction.on_commit(lambda: wake(job.pk))
    return job


def wake(job_id: int) -> None:
    """Tell a worker. Losing the message loses nothing: the sweep sends it again."""
    if settings.CELERY_BROKER_URL == "memory://":
        return  # a command beside no running broker: it does the job itself, or the sweep finds it
    try:
        current_app.send_task("jobs.run", args=[job_id], retry=False)
    except (OperationalError, OSError):
        return  # the broker is down: the row waits for the sweep


@operation(Permission.VIEW)
def cancel(*, by: Member, job: Job) -> None:
    """Ask a job to stop. A waiting one stops at once, a running one at its next step, within seconds."""
    _own_or_manage(by, job)
    now = timezone.now()
    stopped = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(
        state=Job.State.CANCELLED, cancel_requested_at=now, ended_at=now
    )
    running = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING)
    if not stopped and not running.update(cancel_requested_at=now):
        raise ValidationError("It had ended already. Nothing was stopped.")
    trail.record(Event.JOB_CANCELLED, job)


@operation(Permission.VIEW)
def retry(*, by: Member, job: Job) -> Job:
    """Queue a failed or cancelled job again. It goes on where it stopped: handlers are re-runnable."""
    _own_or_manage(by, job)
    if twin := Job.objects.active().filter(review=job.review, key=job.key).exclude(pk=job.pk).first():
        trail.record(Event.JOB_RETRIED, twin)
        return twin
    ended = Job.objects.filter(pk=job.pk, state__in=[Job.State.FAILED, Job.State.CANCELLED])
    queued = ended.update(
        state=Job.State.QUEUED,
        claim="",
        attempts=0,
        error="",
        cancel_requested_at=None,
        ended_at=None,
        lease_until=timezone.now() + RESEND,
    )
    if not queued:
        raise ValidationError("Only work that failed or was stopped can be tried again.")
    trail.record(Event.JOB_RETRIED, job)
    transaction.on_commit(lambda: wake(job.pk))
    job.refresh_from_db()
    return job


def _own_or_manage(by: Member, job: Job) -> None:
    if job.by_id != by.pk and not by.may(Permission.MANAGE_REVIEW):
        raise PermissionDenied("Only the person who started a job, or the owner, may stop or retry it.")
