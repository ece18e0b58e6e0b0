"""A search or an import done while the command waits, by the same job as in the browser."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import CommandError

from screening.jobs import running
from screening.jobs.models import Job
from screening.management.command import Result
from screening.reviews.models import Member
from screening.searches import known_items
from screening.searches.connector import CONNECTORS
from screening.searches.models import Run, Source
from screening.searches.operations import SourceFields, add_source

LOOK = 0.3  # seconds between two looks at a job that a worker took


def finish(run: Run, job: Job) -> Result:
    """Do the job here, or wait for the worker that was quicker; then tell how the run ended."""
    began = time.monotonic()
    wait_for(job)
    run.refresh_from_db()
    for follows in Job.objects.active().filter(review=run.review_id, kind="duplicates.find").order_by("pk"):
        wait_for(follows)
    return _told(run, job) | {"seconds": round(time.monotonic() - began, 2)}


def wait_for(job: Job) -> Job:
    """The job, ended: done here, or by the worker that was quicker."""
    running.run(job.pk)
    job.refresh_from_db()
    while job.is_active:
        time.sleep(LOOK)
        job.refresh_from_db()
    return job


def _told(run: Run, job: Job) -> dict[str, Any]:
    checked = known_items.check(run=run)
    return {
        "run": run.pk,
        "source": run.source.key,
        "state": run.state,
        "hits": run.hits,
        "received": run.received,
        "new": run.new_citations,
        "known": run.known_citations,
        "unreadable": run.unreadable,
        "missing": run.missing,
        "query": run.query_sent,
        "translation": run.translation,
        "warnings": run.warnings,
        "problem": run.problem or job.error,
        "known_items": checked.as_json() if checked else None,
    }


def fault(result: Result) -> str:
    return (
        ""
        if result["state"] == Run.State.COMPLETE
        else str(result["problem"] or f"It ended {result['state']}.")
    )


def source_with(member: Member, key: str, name: str = "") -> Source:
    """The review's source with this key. A connector's, or one given a ``name``, is added when it is missing."""
    source = Source.objects.filter(review=member.review, key=key).first()
    return source or add_source(by=member, **missing_source(member, key, name))


def missing_source(member: Member, key: str, name: str = "") -> SourceFields:
    """How a source that is not there would be added."""
    if key in CONNECTORS:
        return {"name": name or CONNECTORS[key].label, "connector": key}
    if not name:
        keys = (
            ", ".join(Source.objects.filter(review=member.review).values_list("key", flat=True)) or "none yet"
        )
        raise CommandError(f"The review has no source “{key}” (it has: {keys}). Give --name to add it.")
    return {"name": name}
