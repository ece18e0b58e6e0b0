"""Running one job: claim it, keep the lease while it runs, settle how it ended."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import F, Q
from django.utils import timezone

from screening.audit import trail
from screening.jobs.handlers import HANDLERS, JobCancelled, JobRefused
from screening.jobs.models import Job
from screening.jobs.operations import RESEND, wake
from screening.jobs.progress import LostClaim, Progress

logger = logging.getLogger(__name__)
KEPT = "What was received is kept; retry goes on from there."
LEASE = timedelta(seconds=settings.JOB_LEASE_SECONDS)


def claim(job_id: int) -> Job | None:
    """Take a job that waits, or one whose worker fell silent. ``None`` when somebody else has it."""
    now, mark = timezone.now(), uuid.uuid4().hex
    free = Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    taken = Job.objects.filter(free, pk=job_id).update(
        state=Job.State.RUNNING, attempts=F("attempts") + 1, claim=mark, lease_until=now + LEASE
    )
    if not taken:
        return None
    Job.objects.filter(pk=job_id, started_at=None).update(started_at=now)
    return Job.objects.select_related("by__review", "by__user").get(pk=job_id)


@contextmanager
def leased(job: Job) -> Iterator[None]:
    """Keep extending the lease from a thread: a worker that dies stops doing so and the sweep notices.

    A beat that the database refuses, because it is locked or restarts, is one beat lost, not the lease.
    """
    stop = threading.Event()

    def beat() -> None:
        mine = Job.objects.filter(pk=job.pk, claim=job.claim, state=Job.State.RUNNING)
        while not stop.wait(LEASE.total_seconds() / 4):
            try:
                mine.update(lease_until=timezone.now() + LEASE)
            except DatabaseError:
                logger.warning("The lease of job %s could not be extended now", job.pk)
                connection.close()
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)


def run(job_id: int) -> None:
    """Run a job to its end. Every way out is written into its row."""
    job = claim(job_id)
    if job is None:
        return
    try:
        with leased(job), trail.through("worker"):
            HANDLERS[job.kind](job=job, progress=Progress(job), **job.payload)
    except LostClaim:
        logger.warning("Job %s was taken over by another worker", job.pk)
    except JobCancelled:
        _end(job, Job.State.CANCELLED)
    except JobRefused as refusal:
        _end(job, Job.State.FAILED, str(refusal))
    except Exception as error:  # a bug or an outage: the row tells the person, the log tells the developer
        logger.exception("Job %s failed", job.pk)
        _end(
            job,
            Job.State.FAILED,
            f"Something went wrong ({type(error).__name__}). {KEPT}",
        )
    else:
        _end(job, Job.State.DONE)


def _end(job: Job, state: Job.State, error: str = "") -> None:
    Job.objects.filter(pk=job.pk, claim=job.claim).update(
        state=state, error=error, ended_at=timezone.now(), lease_until=None, doing=""
    )


def sweep_silent_jobs() -> int:
    """Wake workers for jobs whose message was lost or whose worker died; give up after the last attempt."""
    now = timezone.now()
    late = Job.objects.active().filter(lease_until__lt=now)
    late.filter(attempts__gte=settings.JOB_MAX_ATTEMPTS).update(
        state=Job.State.FAILED,
        claim="",  # one that is still alive, only silent, learns that it is no longer wanted
        ended_at=now,
        error=f"The worker stopped {settings.JOB_MAX_ATTEMPTS} times while doing this. {KEPT}",
    )
    waiting = list(late.values_list("pk", flat=True)[:500])
    for job_id in waiting:
        Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(lease_until=now + RESEND)
        wake(job_id)
    return len(waiting)
